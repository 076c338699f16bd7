"""People are paged: a row for each, text message and mail together, a call a minute later, one fact each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from accounts.models import ContactMethod, User
from accounts.queries import company
from incidents import facts
from incidents.models import Incident, IncidentCustomer
from notifications.operations import Outgoing, send
from oncall.models import EscalationRun, HuntCall, Page
from oncall.operations.messages import by_words, departures_of, messages_of
from oncall.operations.mornings import ask_to_gather
from oncall.paging import words
from oncall.paging.reaching import Departure
from oncall.queries.habits import habits_of
from timeline.actors import SYSTEM
from timeline.operations import Fact, record, record_many

NOTED_BY = ("sms", "email", "slack", "teams", "webpush")
"""The channels of what asks for nothing."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """Why people are paged. `key` names the cause: the same cause pages the same person once.

    `channels` are those the level insists on, at once and whatever somebody's own rules say; none: the rules.
    """

    incident: Incident
    purpose: str
    key: str
    run: EscalationRun | None = None
    hunt: HuntCall | None = None
    level: int | None = None
    level_name: str = ""
    pass_number: int = 1
    channels: tuple[str, ...] = ()
    each_acks: bool = False


def page_people(
    call: Call, people: Sequence[User], methods: Mapping[int, list[ContactMethod]], *, at: datetime
) -> list[Page]:
    """Page everybody who can be reached, in the caller's transaction; who cannot is recorded."""
    reachable = [user for user in people if user.pk in methods]
    pages = Page.objects.bulk_create([_row(call, user, at) for user in reachable])
    told, name = told_of(call), company().name
    habits = habits_of([user.pk for user in reachable])
    facts_told, messages, held = [], list[Outgoing](), list[tuple[int, Departure]]()
    for page in pages:
        ways, own = methods[page.user_id], habits[page.user_id]
        leaving = departures_of(page, ways, own, channels=call.channels, at=at)
        messages += messages_of(page, told, ways, leaving, name)
        held += [(page.user_id, one) for one in leaving if one.held]
        facts_told.append(_paged(call, page, by_words(leaving, at=at, zone=own.zone), at))
    send(messages, at=at)
    ask_to_gather(held, at=at)
    unreachable = [user for user in people if user.pk not in methods]
    record_many(facts_told + [_unreachable(call, user, at) for user in unreachable])
    return pages


def tell(kind: str, incident: Incident, *, at: datetime, **data: Any) -> None:
    """Record a fact about the incident that nobody but the product brought about."""
    about = {"incident": incident.pk, "number": incident.number}
    record(kind, subject=incident.key, actor=SYSTEM, at=at, data={**about, **data})


def told_of(call: Call) -> words.Told:
    """What the paged people hear about the incident."""
    incident = call.incident
    return words.Told(
        number=incident.number,
        title=incident.title,
        purpose=call.purpose,
        priority=incident.priority,
        customers=IncidentCustomer.objects.filter(incident=incident, state="affected").count(),
        page_line=facts.ask_one("page_line", incident.pk),
        recovered=bool(call.run and call.run.recovered_at),
        level=call.level_name,
        pass_number=call.pass_number,
    )


def page_by(page: Page, ways: Sequence[ContactMethod], *, at: datetime) -> None:
    """Page somebody who is paged already by further ways, in the caller's transaction."""
    call = Call(
        incident=page.incident,
        purpose=page.purpose,
        key=page.key,
        run=page.run,
        hunt=page.hunt,
        level_name=page.level_name,
        pass_number=page.pass_number,
    )
    now = [Departure(kind, 0) for kind in dict.fromkeys(way.kind for way in ways)]
    send(messages_of(page, told_of(call), ways, now, company().name), at=at)


def send_note(
    incident: Incident,
    people: Sequence[User],
    methods: Mapping[int, list[ContactMethod]],
    *,
    key: str,
    what: str | Promise,
    at: datetime,
    kinds: Sequence[str] = NOTED_BY,
) -> None:
    """Tell people something that asks for nothing, by all their ways of these kinds, each in her own language.

    `what` may be translated lazily.
    """
    told = words.Told(
        number=incident.number, title=incident.title, purpose="note", priority=incident.priority
    )
    ways = [(user, way) for user in people for way in methods.get(user.pk, ()) if way.kind in kinds]
    send([_note(incident, user, way, key=key, told=told, what=what) for user, way in ways], at=at)


def _note(
    incident: Incident, user: User, way: ContactMethod, *, key: str, told: words.Told, what: str | Promise
) -> Outgoing:
    link = settings.PUBLIC_URL + f"/incidents/{incident.number}/"
    with override(user.language):
        title = words.subject(told)
        body = words.over(told, what=str(what), link=f"\n\n{link}\n" if way.kind == "email" else "")
    return Outgoing(
        key=f"{key}:{user.pk}:{way.kind}:{way.pk}",
        kind="note",
        subject_key=incident.key,
        recipient=user.key,
        recipient_label=str(user),
        channel=way.kind,
        address=way.address,
        title=title,
        body=body,
        link=link,
        language=user.language,
        urgent=True,
    )


def _row(call: Call, user: User, at: datetime) -> Page:
    return Page(
        incident=call.incident,
        run=call.run,
        hunt=call.hunt,
        user=user,
        key=f"{call.key}:{user.pk}",
        purpose=call.purpose,
        level=call.level,
        level_name=call.level_name,
        pass_number=call.pass_number,
        paged_at=at,
        each_acks=call.each_acks,
    )


def _paged(call: Call, page: Page, channels: str, at: datetime) -> Fact:
    data = {"user": page.user_id, "user_label": str(page.user), "purpose": call.purpose, "channels": channels}
    level = {"level": call.level_name, "pass_number": call.pass_number}
    kind = _KINDS.get(call.purpose, "escalation.paged")
    return _fact(kind, call.incident, at, {**data, **level})


def _unreachable(call: Call, user: User, at: datetime) -> Fact:
    return _fact("escalation.unreachable", call.incident, at, {"user": user.pk, "user_label": str(user)})


def _fact(kind: str, incident: Incident, at: datetime, data: Mapping[str, Any]) -> Fact:
    about = {"incident": incident.pk, "number": incident.number}
    return Fact(kind=kind, subject=incident.key, actor=SYSTEM, at=at, data={**about, **data})


_KINDS = {"im": "candidate.paged", "reminder": "escalation.reminded"}
