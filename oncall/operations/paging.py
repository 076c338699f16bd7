"""People are paged: a row for each, text message and mail together, a call a minute later, one fact each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
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


@dataclass(frozen=True)
class Paging:
    """Whom a call pages, and by user the ways to each of them."""

    call: Call
    people: Sequence[User]
    methods: Mapping[int, list[ContactMethod]]


def page_people(
    call: Call, people: Sequence[User], methods: Mapping[int, list[ContactMethod]], *, at: datetime
) -> list[Page]:
    """Page everybody who can be reached, in the caller's transaction; who cannot is recorded."""
    return page_all([Paging(call, people, methods)], at=at)


def page_all(pagings: Sequence[Paging], *, at: datetime) -> list[Page]:
    """The same for many calls at once, in a fixed number of queries."""
    reached = [(one, user) for one in pagings for user in one.people if user.pk in one.methods]
    pages = Page.objects.bulk_create([_row(one.call, user, at) for one, user in reached])
    told, name = told_of_all([one.call for one in pagings]), company().name
    habits = habits_of({user.pk for _, user in reached})
    facts_told, messages, held = [], list[Outgoing](), list[tuple[int, Departure]]()
    for (one, user), page in zip(reached, pages, strict=True):
        ways, own = one.methods[user.pk], habits[user.pk]
        leaving = departures_of(page, ways, own, channels=one.call.channels, at=at)
        messages += messages_of(page, told[one.call.key], ways, leaving, name)
        held += [(user.pk, departure) for departure in leaving if departure.held]
        facts_told.append(_paged(one.call, page, by_words(leaving, at=at, zone=own.zone), at))
    send(messages, at=at)
    ask_to_gather(held, at=at)
    missed = [(one.call, user) for one in pagings for user in one.people if user.pk not in one.methods]
    record_many(facts_told + [_unreachable(call, user, at) for call, user in missed])
    return pages


def tell(kind: str, incident: Incident, *, at: datetime, **data: Any) -> None:
    """Record a fact about the incident that nobody but the product brought about."""
    about = {"incident": incident.pk, "number": incident.number}
    record(kind, subject=incident.key, actor=SYSTEM, at=at, data={**about, **data})


def told_of(call: Call) -> words.Told:
    """What the paged people hear about the incident."""
    return told_of_all([call])[call.key]


def told_of_all(calls: Sequence[Call]) -> dict[str, words.Told]:
    """The same for many calls, by their keys."""
    incidents = {call.incident.pk for call in calls}
    suffering = IncidentCustomer.objects.filter(incident__in=incidents, state="affected").values("incident")
    affected = dict(suffering.annotate(number=Count("id")).values_list("incident", "number"))
    lines = facts.ask("page_line", list(incidents))
    return {
        call.key: words.Told(
            number=call.incident.number,
            title=call.incident.title,
            purpose=call.purpose,
            priority=call.incident.priority,
            customers=affected.get(call.incident.pk, 0),
            page_line=lines[call.incident.pk],
            recovered=bool(call.run and call.run.recovered_at),
            level=call.level_name,
            pass_number=call.pass_number,
        )
        for call in calls
    }


def page_by(
    page: Page, ways: Sequence[ContactMethod], *, held: timedelta | None = None, at: datetime
) -> tuple[Departure, ...]:
    """Page somebody who is paged already by further ways, in the caller's transaction; `held` so long, or at once."""
    call = Call(
        incident=page.incident,
        purpose=page.purpose,
        key=page.key,
        run=page.run,
        hunt=page.hunt,
        level_name=page.level_name,
        pass_number=page.pass_number,
    )
    after_s = round(held.total_seconds()) if held else 0
    kinds = dict.fromkeys(way.kind for way in ways)
    leaving = tuple(Departure(kind, after_s, held=held is not None) for kind in kinds)
    send(messages_of(page, told_of(call), ways, leaving, company().name), at=at)
    ask_to_gather([(page.user_id, departure) for departure in leaving if departure.held], at=at)
    return leaving


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
