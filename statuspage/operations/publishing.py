"""Writes of the status page. Every one ends in a new published copy, which is all that the public pages read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Required, TypedDict, Unpack

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import Unable
from incidents.models import Incident
from incidents.operations.acting import permit, tell
from incidents.operations.notify import note_published
from statuspage import queries
from statuspage.models import Component, ComponentSpan, PublicIncident, StatusUpdate
from statuspage.operations.republishing import republish
from statuspage.operations.timing import set_timers
from statuspage.published.maintenances import claims
from statuspage.published.measured import automatic_claim
from statuspage.punctuality.reading import called_before_us
from statuspage.queries import Story
from statuspage.telling.claims import all_well, carried_on, effective
from statuspage.telling.colours import MAINTENANCE, OPERATIONAL, STATES
from statuspage.telling.publishing import (
    ALL_CLEAR,
    CORRECTION,
    INITIAL,
    RESOLVED,
    Draft,
    kind_of,
    problems,
    reaches_affected_only,
    refuse,
    spread_of,
    takes_back,
)

STALE = "Somebody published meanwhile. Read it, then publish what is still new."


@dataclass(frozen=True)
class _Told:
    """One update as it was written, with what it belongs to."""

    incident: Incident
    public: PublicIncident
    update: StatusUpdate


class Told(TypedDict, total=False):
    """What is told; the first four are always given."""

    title: Required[str]
    text: Required[str]
    status: Required[str]
    component_states: Required[Mapping[str, str]]
    next_update_at: datetime | None
    kind: str | None
    substance: bool | None
    affected_only: bool | None


def publish(
    *,
    incident_id: int,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    **told: Unpack[Told],
) -> StatusUpdate:
    """Tell the public about an incident: the first word, an update, or with `kind="correction"` a correction.

    With `affected_only` the first word is told on the pages of the customers it affects, on no other, until a later
    one says False. `component_states` is public id → state of what this incident does to components. A correction of
    `substance` is sent to those who had the all-clear, before it the first word; others change only the page. `seen`
    is the number of updates that the actor's page showed. Raises UnableToPublish with every code, NotPermitted, Unable
    (STALE_STAGE).
    """
    status, kind = told["status"], told.get("kind")
    draft = Draft(
        title=told["title"].strip(),
        text=told["text"].strip(),
        status=status,
        states=told["component_states"],
        next_update_at=None if status == RESOLVED else told.get("next_update_at"),
        kind=None if kind == ALL_CLEAR else kind,
        substance=told.get("substance"),
        affected_only=told.get("affected_only"),
    )
    with _locked(incident_id, seen) as story:
        permit("publish_status", incident=story.incident, actor=actor)
        return _tell_public(story, draft, actor=actor, at=at)


def publish_all_clear(
    *, incident_id: int, actor: Actor, at: datetime, text: str, title: str = "", seen: int | None = None
) -> StatusUpdate:
    """Say that it is over: resolved, and every component that this incident touched works again.

    Raises UnableToPublish (ALL_CLEAR_NOT_RESTORED before the service was restored), NotPermitted, Unable (STALE_STAGE).
    """
    with _locked(incident_id, seen) as story:
        permit("send_all_clear", incident=story.incident, actor=actor)
        public = story.public or story.through
        kept = title.strip() or (public.title if public else story.incident.title)
        draft = Draft(title=kept, text=text.strip(), status=RESOLVED, kind=ALL_CLEAR)
        return _tell_public(story, draft, actor=actor, at=at)


@contextmanager
def _locked(incident_id: int, seen: int | None) -> Iterator[Story]:
    """Lock the incident, then all components: whoever publishes next builds on what this one wrote."""
    with transaction.atomic():
        incident = Incident.objects.select_for_update().get(pk=incident_id)
        lock_components()
        story = queries.story_of(incident)
        if seen is not None and seen != len(story.updates):
            raise Unable("STALE_STAGE", sentences=[STALE])
        yield story


def _tell_public(story: Story, draft: Draft, *, actor: Actor, at: datetime) -> StatusUpdate:
    standing = story.standing  # before anything is written
    refuse(problems(draft, standing, queries.inner_names(), at=at))
    kind = kind_of(draft, standing)
    told = _write(story, draft, kind, actor=actor, at=at)
    if draft.status == RESOLVED:
        _end_merged(told.incident, at)
    move_components(began=_moment(told, kind, at), at=at)
    republish(at=at)
    spread = spread_of(draft, standing)
    mended = standing.over and kind == CORRECTION and not spread
    _record(told, actor=actor, at=at, page_only=mended)
    if kind == INITIAL and told.incident.episode == 1:
        _note_who_called_first(told.incident, actor=actor, at=at)
    due_at = queries.story_of(told.incident).due_at
    if due_at is not None:
        set_timers(told.update, due_at=due_at, at=at)
    note_published(
        incident_id=told.incident.pk,
        actor=actor,
        at=at,
        kind=kind,
        title=draft.title,
        text=draft.text,
        status=told.update.get_status_display(),
        spread=spread,
        taken_back=takes_back(draft, standing),
    )
    return told.update


def _write(story: Story, draft: Draft, kind: str, *, actor: Actor, at: datetime) -> _Told:
    incident, over = story.incident, draft.status == RESOLVED
    public = story.public or _first_told(incident, at)
    public.title, public.resolved_at = draft.title, at if over else None
    public.affected_only = reaches_affected_only(draft, public.affected_only if story.public else None)
    public.save()
    update = StatusUpdate.objects.create(
        public_incident=public,
        kind=kind,
        status=draft.status,
        text=draft.text,
        components=all_well(story.claim) if over else carried_on(story.claim, draft.states),
        published_at=at,
        published_by=actor.named.key,
        next_update_at=draft.next_update_at,
    )
    return _Told(incident, public, update)


def _first_told(incident: Incident, at: datetime) -> PublicIncident:
    began = min(incident.occurred_at or incident.detected_at, at)
    return PublicIncident(incident=incident, episode=incident.episode, started_at=began)


def _moment(told: _Told, kind: str, at: datetime) -> datetime:
    """When components changed: the public hears later than it happened, and its history should not flatter us."""
    if kind == INITIAL:
        return told.public.started_at
    if kind == ALL_CLEAR and told.incident.service_restored_at:
        return min(told.incident.service_restored_at, at)
    return at


def _end_merged(incident: Incident, at: datetime) -> None:
    """What was merged into this incident is over with it."""
    PublicIncident.objects.filter(incident__merged_into=incident, resolved_at=None).update(resolved_at=at)


def lock_components() -> list[Component]:
    """All of them, in one order, before any of them is written or pointed to: so two who write never wait in a ring."""
    return list(Component.objects.select_for_update().order_by("pk"))


def move_components(*, began: datetime, at: datetime) -> None:
    """Give every component the worst state that an open incident or planned work claims for it, and a new span."""
    components, newest, planned = list(Component.objects.all()), queries.open_claims(), claims()
    told = [*(update.components for update in newest), dict.fromkeys(planned, MAINTENANCE.name)]
    told.append(automatic_claim(components, at=at))
    states = effective([one.public_id for one in components], told)
    for component in components:
        state = states[component.public_id]
        worked_on = planned.get(component.public_id, "") if state == MAINTENANCE.name else ""
        component.line = worked_on or _line(component, state, newest)
        if component.state != state:
            _begin_span(component, state, began=began, at=at)
            component.state, component.changed_at = state, began
        component.save(update_fields=["state", "line", "changed_at"])


def _line(component: Component, state: str, newest: list[StatusUpdate]) -> str:
    """Why a component is as it is: the title of the incident that makes it so."""
    if state == OPERATIONAL.name:
        return ""
    titles = [
        update.public_incident.title
        for update in newest
        if update.components.get(component.public_id) == state
    ]
    return titles[0][:200] if titles else ""


def _begin_span(component: Component, state: str, *, began: datetime, at: datetime) -> None:
    last = component.spans.filter(ends_at=None).first()
    starts_at = max(began, last.starts_at) if last else began
    if last:
        last.ends_at = starts_at
        last.save(update_fields=["ends_at"])
    ComponentSpan.objects.create(component=component, state=state, starts_at=min(starts_at, at))


def _record(told: _Told, *, actor: Actor, at: datetime, page_only: bool) -> None:
    names = dict(Component.objects.values_list("public_id", "name"))
    shown = [
        f"{names[key]}: {STATES[state].words.lower()}"
        for key, state in told.update.components.items()
        if key in names
    ]
    tell(
        "statuspage.published",
        told.incident,
        actor=actor,
        at=at,
        update=told.update.pk,
        shown="; ".join(shown),
        page_only=page_only,
        next_update=f"{told.update.next_update_at:%H:%M} UTC" if told.update.next_update_at else "",
    )


def _note_who_called_first(incident: Incident, *, actor: Actor, at: datetime) -> None:
    """Customers should not have to tell us; where they did before we told them, the incident says so for ever."""
    found = called_before_us([incident.pk]).get(incident.pk)
    if found is not None:
        minutes = found.minutes(at)
        tell(
            "statuspage.customers_called_first",
            incident,
            actor=actor,
            at=at,
            count=found.count,
            minutes=minutes,
        )
