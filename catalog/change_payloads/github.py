"""GitHub's webhooks: deployments and their statuses, releases, and pushes to the default branch."""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

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

# What a deployment's status says about the world; a status that says nothing new is passed over.
STATES: Mapping[str, State] = {
    "queued": State.SCHEDULED,
    "pending": State.SCHEDULED,
    "in_progress": State.SCHEDULED,
    "waiting": State.SCHEDULED,
    "success": State.IMPLEMENTED,
    "failure": State.BACKED_OUT,
    "error": State.BACKED_OUT,
}


def is_signed(body: bytes, *, signature: str, secret: str) -> bool:
    """Whether the header `X-Hub-Signature-256` was made over this body with the secret."""
    right = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
    return hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace"))


def read(body: bytes, *, event: str) -> Reading:
    """Understand a delivery. Raises UnableToRead."""
    reader = READERS.get(event)
    if reader is None:
        return Ignored(f"The event {event[:60] or 'without a name'} is no change.")
    payload = json_object(_unwrapped(body))
    if not text(part(payload, "repository"), "full_name"):
        raise UnableToRead("repository.full_name is missing: this is no delivery of GitHub.")
    return reader(payload)


def _unwrapped(body: bytes) -> bytes:
    """A webhook with the content type of a form brings its JSON in the field `payload`."""
    if not body.startswith(b"payload="):
        return body
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    return fields.get("payload", [""])[0].encode("utf-8", "replace")


def _deployment(payload: dict[str, Any]) -> Reading:
    return _deployed(payload, State.SCHEDULED, part(payload, "deployment").get("created_at"))


def _deployment_status(payload: dict[str, Any]) -> Reading:
    status = part(payload, "deployment_status")
    word = text(status, "state", 40)
    if word not in STATES:
        return Ignored(f"A deployment that is {word or 'of no state'} changes nothing.")
    return _deployed(payload, STATES[word], status.get("updated_at") or status.get("created_at"))


def _deployed(payload: dict[str, Any], state: State, at: Any) -> Reading:
    deployment, status = part(payload, "deployment"), part(payload, "deployment_status")
    number, where = text(deployment, "id", 40), text(deployment, "environment", 120)
    if not number:
        raise UnableToRead("deployment.id is missing.")
    ref, sha = text(deployment, "ref", 120), text(deployment, "sha", 40)[:8]
    return Reported(
        what=f"{_name(payload)} {ref or sha} to {where or 'an environment'}"[:300],
        why=text(deployment, "description", 1000),
        at=moment(at),
        state=state,
        names=_names(payload, where),
        external_id=f"deployment:{number}",
        by=text(part(deployment, "creator"), "login", 120),
        link=web_link(status.get("log_url") or status.get("target_url")) or _page(payload),
        details={"environment": where, "ref": ref, "sha": text(deployment, "sha", 40)},
    )


def _release(payload: dict[str, Any]) -> Reading:
    if payload.get("action") not in ("published", "released"):
        return Ignored("Only a published release is a change.")
    release = part(payload, "release")
    number, name = text(release, "id", 40), text(release, "name", 120) or text(release, "tag_name", 120)
    if not number:
        raise UnableToRead("release.id is missing.")
    return Reported(
        what=f"{_name(payload)} {name} released"[:300],
        why=text(release, "body", 1000),
        at=moment(release.get("published_at")),
        names=_names(payload),
        external_id=f"release:{number}",
        by=text(part(release, "author"), "login", 120),
        link=web_link(release.get("html_url")),
        details={"tag": text(release, "tag_name", 120)},
    )


def _push(payload: dict[str, Any]) -> Reading:
    repository, head = part(payload, "repository"), part(payload, "head_commit")
    branch = text(payload, "ref", 200).removeprefix("refs/heads/")
    if payload.get("deleted") is True or not head or branch != text(repository, "default_branch", 200):
        return Ignored("Only a push to the default branch is a change.")
    commit = text(head, "id", 40) or text(payload, "after", 40)
    return Reported(
        what=f"{_name(payload)} {branch}: {text(head, 'message', 200)}"[:300],
        at=moment(repository.get("pushed_at")) or moment(head.get("timestamp")),
        names=_names(payload),
        external_id=f"push:{text(repository, 'full_name', 100)}:{commit}",
        by=text(part(payload, "pusher"), "name", 120),
        link=web_link(payload.get("compare")) or web_link(head.get("url")),
        details={"sha": commit, "ref": branch},
    )


def _name(payload: dict[str, Any]) -> str:
    return text(part(payload, "repository"), "full_name", 150)


def _names(payload: dict[str, Any], *more: str) -> tuple[str, ...]:
    repository = part(payload, "repository")
    custom = part(payload, "deployment", "payload")
    return names_of(
        custom.get("asset"), custom.get("assets"), repository.get("full_name"), repository.get("name"), *more
    )


def _page(payload: dict[str, Any]) -> str:
    return web_link(part(payload, "repository").get("html_url"))


READERS: Mapping[str, Callable[[dict[str, Any]], Reading]] = {
    "deployment": _deployment,
    "deployment_status": _deployment_status,
    "release": _release,
    "push": _push,
}
