"""GitLab's webhooks: deployments, and releases."""

from collections.abc import Callable, Mapping
from typing import Any

from catalog.change_guards import State
from catalog.change_payloads.reading import (
    Ignored,
    Reading,
    Reported,
    UnableToRead,
    json_object,
    moment,
    names_of,
    part,
    text,
    web_link,
)

STATES: Mapping[str, State] = {
    "created": State.SCHEDULED,
    "blocked": State.SCHEDULED,
    "running": State.SCHEDULED,
    "success": State.IMPLEMENTED,
    "failed": State.BACKED_OUT,
}


def read(body: bytes) -> Reading:
    """Understand an event. Raises UnableToRead."""
    payload = json_object(body)
    kind = text(payload, "object_kind", 60)
    reader = READERS.get(kind)
    if reader is None:
        return Ignored(f"The event {kind or 'without a kind'} is no change.")
    if not _project(payload):
        raise UnableToRead("project.path_with_namespace is missing: this is no event of GitLab.")
    return reader(payload)


def _deployment(payload: dict[str, Any]) -> Reading:
    word, number = text(payload, "status", 40), text(payload, "deployment_id", 40)
    if word not in STATES:
        return Ignored(f"A deployment that is {word or 'of no status'} changes nothing.")
    # Versions before 13.x send no number of the deployment, only that of its job.
    number = number or text(payload, "deployable_id", 40)
    where, sha = text(payload, "environment", 120), text(payload, "short_sha", 40)
    project = part(payload, "project")
    return Reported(
        what=f"{_project(payload)} {sha} to {where or 'an environment'}"[:300],
        why=text(payload, "commit_title", 1000),
        at=moment(payload.get("status_changed_at")),
        state=STATES[word],
        names=names_of(project.get("path_with_namespace"), project.get("name"), where),
        external_id=f"deployment:{_project(payload)}:{number}" if number else "",
        by=text(part(payload, "user"), "name", 120),
        link=web_link(payload.get("deployable_url")) or web_link(payload.get("commit_url")),
        details={"environment": where, "sha": sha},
    )


def _release(payload: dict[str, Any]) -> Reading:
    if payload.get("action") != "create":
        return Ignored("Only a new release is a change.")
    project = part(payload, "project")
    return Reported(
        what=f"{_project(payload)} {text(payload, 'name', 120) or text(payload, 'tag', 120)} released"[:300],
        why=text(payload, "description", 1000),
        at=moment(payload.get("released_at")),
        names=names_of(project.get("path_with_namespace"), project.get("name")),
        external_id=f"release:{_project(payload)}:{text(payload, 'tag', 80)}"[:180],
        link=web_link(payload.get("url")),
        details={"tag": text(payload, "tag", 120)},
    )


def _project(payload: dict[str, Any]) -> str:
    return text(part(payload, "project"), "path_with_namespace", 100)


READERS: Mapping[str, Callable[[dict[str, Any]], Reading]] = {"deployment": _deployment, "release": _release}
