"""Asks people for the next update of the status page, as `statuspage.freshness` decides who and when."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.actors import SYSTEM_ACTOR
from accounts.models import User
from accounts.queries import holders, reachable
from incidents.models import Incident
from incidents.operations.acting import tell
from notifications.sending import Outgoing, send
from oncall.models import HuntMember
from statuspage import queries
from statuspage.models import StatusUpdate
from statuspage.telling.freshness import LATE, NAGS, is_reached

ASKED = {state: roles for _, state, roles in NAGS}
COMMS = "comms"


def ask_for_update(*, update_id: int, state: str, at: datetime, due_at: datetime | None = None) -> bool:
    """Message those who are to write the next update. False when it was written meanwhile, or nobody needs it.

    `due_at` is the due time that the timer was set for: another one, of another priority, has timers of its own.
    """
    with transaction.atomic():
        update = StatusUpdate.objects.select_related("public_incident__incident").get(pk=update_id)
        told = update.public_incident.incident
        incident = Incident.objects.select_for_update().get(pk=told.merged_into_id or told.pk)
        story = queries.story_of(incident)
        word = story.newest or story.inherited
        if word is None or word.pk != update_id or story.due_at is None:
            return False
        if due_at not in (None, story.due_at) or not is_reached(state, story.due_at, at):
            return False
        people = _people(incident, update, ASKED[state])
        send(list(_messages(incident, update, state, people, story.due_at, at)), at=at)
        tell(
            "statuspage.update_asked_for",
            incident,
            actor=SYSTEM_ACTOR,
            at=at,
            state=state,
            due=f"{story.due_at:%H:%M} UTC",
            asked=", ".join(person.name for person in people) or "nobody, because nobody is there to ask",
        )
    return True


def _people(incident: Incident, update: StatusUpdate, roles: tuple[str, ...]) -> list[User]:
    """Support is who has this incident or wrote last, else everybody in support.

    Later it is the hunt group `comms` too; where nobody has made one, everybody in support.
    """
    found: dict[int, User] = {}
    if "comms_hunt_group" in roles:
        found |= _by_id(_comms())
    elif "csr" in roles:
        found |= _by_id(_at_hand(incident, update)) or _by_id(holders("csr"))
    if "im" in roles and incident.im:
        found |= _by_id([incident.im])
    return list(found.values())


def _comms() -> list[User]:
    """Who writes to customers when whoever should does not."""
    rows = HuntMember.objects.filter(group__name=COMMS, user__is_active=True).select_related("user")
    return [row.user for row in rows.order_by("position", "id")] or holders("csr", "helpdesk_lead")


def _at_hand(incident: Incident, update: StatusUpdate) -> list[User]:
    author = int(update.published_by.partition(":")[2] or 0) if update.published_by.startswith("user:") else 0
    return [user for user in holders("csr") if user.pk in (incident.helpdesk_owner_id, author)]


def _by_id(people: Iterable[User]) -> dict[int, User]:
    return {person.pk: person for person in people}


def _messages(
    incident: Incident, update: StatusUpdate, state: str, people: list[User], due_at: datetime, at: datetime
) -> Iterable[Outgoing]:
    path = reverse("statuspage:publish", args=[incident.number])
    since = max(0, int((at - update.published_at).total_seconds() // 60))
    when = f"was due at {due_at:%H:%M} UTC" if state in LATE else f"is due at {due_at:%H:%M} UTC"
    words = f"{incident.reference}: the status page is {since} min old, its next update {when}. No news is news too: "
    for method in reachable(person.pk for person in people):
        yield Outgoing(
            key=f"nag:{update.pk}:{state}:{due_at.timestamp():.0f}:{method.pk}",
            kind="note",
            subject_key=incident.key,
            recipient=method.user.key,
            recipient_label=method.user.name,
            channel=method.kind,
            address=method.address,
            title=f"{incident.reference}: the status page needs an update",
            body=words + settings.PUBLIC_URL + path,
            urgent=state in LATE,
        )
