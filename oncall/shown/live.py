"""What pages show of live calls, as plain values: those under way, the last ones, one with its log and its message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from accounts.models import User
from incidents.models import Incident
from oncall.models import HuntGroup, LiveCall, LiveRing
from oncall.paging.call_words import STEPS
from oncall.queries.live import OPEN, numbers_of

RELATED = ("answered_by", "incident", "customer", "group")
MARKS = {
    LiveCall.State.HUNTING: "wait",
    LiveCall.State.TALKING: "wait",
    LiveCall.State.VOICEMAIL: "wait",
    LiveCall.State.ANSWERED: "done",
    LiveCall.State.MISSED: "fail",
}


@dataclass(frozen=True, kw_only=True)
class LiveLine:
    """A call: who, since when, what it does; its incident and its message, where there are any."""

    id: int
    url: str
    who: str
    number: str
    customer: str
    at: datetime
    mark: str
    outcome: str
    is_over: bool
    incident: Incident | None
    listen_url: str
    seconds: int
    steps: Sequence[tuple[str, str]] = ()

    @property
    def lasts(self) -> str:
        """How long the message is, as a clock shows it."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"


@dataclass(frozen=True, kw_only=True)
class LiveBoard:
    """The calls of one group: its numbers, what goes on, what was."""

    numbers: Sequence[str]
    going_on: Sequence[LiveLine]
    last: Sequence[LiveLine]


def live_board(group: HuntGroup, *, last: int) -> LiveBoard:
    """In a fixed number of queries."""
    calls = group.live_calls.select_related(*RELATED).order_by("-pk")
    rows = [*calls.filter(ended_at=None), *calls.exclude(ended_at=None)[:last]]
    lines = live_lines(rows)
    return LiveBoard(
        numbers=numbers_of(group),
        going_on=[line for line in lines if not line.is_over],
        last=[line for line in lines if line.is_over],
    )


def calls_of(incident: Incident) -> list[LiveLine]:
    """The calls that belong to an incident, oldest first."""
    return live_lines(incident.live_calls.select_related(*RELATED).order_by("pk"))


def live_lines(calls: Iterable[LiveCall]) -> list[LiveLine]:
    """These calls as lines."""
    rows = list(calls)
    names = User.objects.in_bulk({user for row in rows for line in row.log for user in line["who"]})
    rings = LiveRing.objects.filter(call__in=rows, state__in=OPEN).select_related("user").order_by("pk")
    ringing: dict[int, list[str]] = {}
    for ring in rings:
        ringing.setdefault(ring.call_id, []).append(str(ring.user))
    return [_line(row, names, ringing.get(row.pk, [])) for row in rows]


def _line(call: LiveCall, names: Mapping[int, User], ringing: Sequence[str]) -> LiveLine:
    return LiveLine(
        id=call.pk,
        url=reverse("oncall:call", args=[call.pk]),
        who=call.who,
        number=call.caller if call.caller_label else "",
        customer=call.customer.name if call.customer and call.customer.name != call.caller_label else "",
        at=call.started_at,
        mark=MARKS[LiveCall.State(call.state)],
        outcome=_outcome(call, ringing),
        is_over=call.ended_at is not None,
        incident=call.incident,
        listen_url=reverse("oncall:listen", args=[call.pk]) if call.recording_id else "",
        seconds=call.recording_seconds,
        steps=[_step(line, names) for line in call.log],
    )


def _outcome(call: LiveCall, ringing: Sequence[str]) -> str:
    if call.state == LiveCall.State.HUNTING:
        return f"rings {', '.join(ringing)}" if ringing else "waits for the next time through the list"
    if call.state == LiveCall.State.TALKING:
        return f"talks to {call.answered_by}"
    if call.state == LiveCall.State.ANSWERED and call.ended_at and call.answered_at:
        return f"{call.answered_by} took it, {_length(call.ended_at - call.answered_at)}"
    if call.state == LiveCall.State.MISSED and call.incident is None:
        return "hung up before anybody took it"
    return {"missed": "nobody took it"}.get(call.state, call.get_state_display())


def _length(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02}"


def _step(line: Mapping[str, Any], names: Mapping[int, User]) -> tuple[str, str]:
    who = ", ".join(str(names[user]) for user in line["who"] if user in names)
    said = STEPS.get(line["what"], line["what"])
    words = f"{said} {line.get('to') or who}" if line["what"] == "overflow" else f"{who} {said}"
    return f"{line['s']:g} s", words.strip()
