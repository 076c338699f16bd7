"""One layer of a schedule: who has it when, by turns that change at the same hour on the wall, within its hours.

A turn in which the layer's hours never come does not count: nobody spends theirs on a free day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from math import lcm
from typing import NamedTuple
from zoneinfo import ZoneInfo

from oncall.rota.free_days import Holidays, Tally
from oncall.rota.lineup import Lineup, Stay
from oncall.rota.wall import midnight_at, moment_of, wall_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK_DAYS = 7
WEEK_HOURS = 168
HOURS = {"hour": 1, "day": 24, "week": WEEK_HOURS}
MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Days (0 is Monday) and hours on the wall; a night belongs to the day it begins on. Same hour twice: a day."""

    days: tuple[int, ...]
    opens: time
    closes: time

    @cached_property
    def span(self) -> tuple[timedelta, timedelta]:
        """Opening and closing after midnight, the next day's where it closes no later than it opens."""
        opens = timedelta(hours=self.opens.hour, minutes=self.opens.minute)
        closes = timedelta(hours=self.closes.hour, minutes=self.closes.minute)
        return opens, closes if closes > opens else closes + DAY


ALWAYS = Hours(days=(0, 1, 2, 3, 4, 5, 6), opens=time(0), closes=time(0))


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody in the rotation; None is from the beginning, or for ever."""

    user: str
    joins_at: datetime | None = None
    leaves_at: datetime | None = None


class Piece(NamedTuple):
    """A stretch of a layer with the same people; `key` is stable for the turn it belongs to."""

    starts_at: datetime
    ends_at: datetime
    users: tuple[str, ...]
    key: str


@dataclass(frozen=True, kw_only=True)
class Turns:
    """The turns of a rotation, by number. `anchor` is a hand-over as the wall shows it.

    Turns are `every` hours, days, weeks or months long, or follow the pattern: hours for each turn of a cycle.
    """

    anchor: datetime
    tz: str = "UTC"
    unit: str = "week"
    every: int = 1
    pattern: tuple[int, ...] = ()
    hours: tuple[Hours, ...] = ()
    holidays: Holidays | None = None

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the wall."""
        return ZoneInfo(self.tz)

    def begins_at(self, turn: int) -> datetime:
        """The moment of the hand-over to this turn."""
        return moment_of(self.wall_start(turn), self.zone)

    def wall_start(self, turn: int) -> datetime:
        """The hand-over as the wall shows it."""
        if self.unit == "month":
            return _months_later(self.anchor, turn * self.every)
        cycle, rest = divmod(turn, len(self.lengths))
        return self.anchor + (cycle * self._cycle_hours + sum(self.lengths[:rest])) * HOUR

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """The hours of the turns of one cycle; months have none."""
        return self.pattern if self.unit == "custom" else (self.every * HOURS.get(self.unit, 1),)

    @cached_property
    def _cycle_hours(self) -> int:
        return sum(self.lengths)

    def turn_at(self, at: datetime) -> int:
        """The number of the turn that runs at this moment; before the anchor it is negative."""
        wall = wall_of(at, self.zone)
        turn = self._guess(wall)
        while self.begins_at(turn) > at:
            turn -= 1
        while self.begins_at(turn + 1) <= at:
            turn += 1
        return turn

    def _guess(self, wall: datetime) -> int:
        if self.unit == "month":
            months = (wall.year - self.anchor.year) * MONTHS + wall.month - self.anchor.month
            return months // self.every
        return (wall - self.anchor) // (self._cycle_hours * HOUR) * len(self.lengths)

    def counted(self, turn: int) -> int:
        """How many turns with hours of the layer lie before this one, from the anchor on."""
        if self._by_holidays:
            return self._tally.before(turn)
        worked = self._worked
        if not worked:
            return turn
        cycles, rest = divmod(turn, len(worked) - 1)
        return cycles * worked[-1] + worked[rest]

    @cached_property
    def _by_holidays(self) -> bool:
        """Whether holidays decide which turns count: from a day on. Shorter ones are many, and count by the hours."""
        return self.holidays is not None and (self.unit == "month" or min(self.lengths) >= HOURS["day"])

    @cached_property
    def _tally(self) -> Tally:
        return Tally(self._works)

    @cached_property
    def _worked(self) -> tuple[int, ...]:
        """Running numbers over the turns after which days and turns repeat together; empty when every turn counts."""
        if not self.hours or self.unit == "month" or min(self.lengths) >= WEEK_HOURS:
            return ()
        turns = lcm(WEEK_HOURS, self._cycle_hours) // self._cycle_hours * len(self.lengths)
        running = [0]
        for turn in range(turns):
            running.append(running[-1] + self._works(turn))
        return tuple(running) if running[-1] not in (0, turns) else ()

    @cached_property
    def _by_weekday(self) -> tuple[list[tuple[timedelta, timedelta]], ...]:
        """The hours of each day of the week, in order."""
        return tuple(
            sorted(hours.span for hours in self.hours or (ALWAYS,) if day in hours.days)
            for day in range(WEEK_DAYS)
        )

    def _works(self, turn: int) -> bool:
        """Whether any of the layer's hours lie in this turn, on the wall."""
        starts, ends = self.wall_start(turn), self.wall_start(turn + 1)
        for day in range(starts.toordinal() - 1, ends.toordinal() + 1):
            midnight = datetime.fromordinal(day)
            for opens, closes in self._hours_on(day):
                if midnight + opens < ends and midnight + closes > starts:
                    return True
        return False

    def _hours_on(self, day: int) -> list[tuple[timedelta, timedelta]]:
        """The hours that begin on this day, by its number; a holiday may have none, or be the only one that has."""
        if self.holidays is not None and not self.holidays.admits(day):
            return []
        return self._by_weekday[(day - 1) % WEEK_DAYS]


@dataclass(frozen=True, kw_only=True)
class Layer(Turns):
    """A rotation with its people; `at_once` of them share each turn."""

    key: str = ""
    members: tuple[Member, ...] = ()
    at_once: int = 1
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    fixed: tuple[Piece, ...] | None = None  # brought in from another calendar: then there are no turns

    @cached_property
    def lineup(self) -> Lineup:
        """The order of the members, with the turns at which they come and go."""
        stays = [
            Stay(user=m.user, first=self._turn_from(m.joins_at), end=self._turn_from(m.leaves_at))
            for m in self.members
            if m.joins_at is None or m.leaves_at is None or m.joins_at < m.leaves_at
        ]
        return Lineup([stay for stay in stays if stay.first is None or stay.first != stay.end])

    def _turn_from(self, at: datetime | None) -> int | None:
        """The number, as turns are counted, of the first turn that begins then or later."""
        if at is None:
            return None
        turn = self.turn_at(at)
        return self.counted(turn if self.begins_at(turn) == at else turn + 1) * self.at_once

    def users_of(self, turn: int) -> tuple[str, ...]:
        """Who shares this turn."""
        first = self.counted(turn) * self.at_once
        if self.at_once == 1:
            user = self.lineup.user(first)
            return () if user is None else (user,)
        drawn = [self.lineup.user(first + place) for place in range(self.at_once)]
        wanted = [user for user in drawn if user is not None] + self.lineup.everybody(first)
        return tuple(dict.fromkeys(wanted))[: self.at_once]

    def pieces(self, starts_at: datetime, ends_at: datetime) -> list[Piece]:
        """Who has the layer in this span, in order, within its hours and its own beginning and end."""
        starts_at = max(starts_at, self.starts_at or starts_at)
        ends_at = min(ends_at, self.ends_at or ends_at)
        if starts_at >= ends_at:
            return []
        if self.fixed is not None:
            return list(within(iter(self.fixed), [(starts_at, ends_at)]))
        if not self.members:
            return []
        turns = self._turns(starts_at, ends_at)
        limited = self.hours or self.holidays is not None
        return list(within(turns, self.open_spans(starts_at, ends_at)) if limited else turns)

    def _turns(self, starts_at: datetime, ends_at: datetime) -> Iterator[Piece]:
        turn = self.turn_at(starts_at)
        begins = starts_at
        while begins < ends_at:
            ends = self.begins_at(turn + 1)
            if ends > begins:
                users = self.users_of(turn)
                if users:
                    yield Piece(begins, min(ends, ends_at), users, f"{self.key}.{turn}")
                begins = ends
            turn += 1

    def open_spans(self, starts_at: datetime, ends_at: datetime) -> list[tuple[datetime, datetime]]:
        """The layer's hours in this span as moments, in order and joined where they touch."""
        first = wall_of(starts_at, self.zone).toordinal() - 1
        last = wall_of(ends_at, self.zone).toordinal()
        spans: list[tuple[datetime, datetime]] = []
        for day in range(first, last + 1):
            for opens_at, closes_at in self._opened_on(day):
                if spans and opens_at <= spans[-1][1]:
                    spans[-1] = (spans[-1][0], max(closes_at, spans[-1][1]))
                elif opens_at < closes_at:
                    spans.append((opens_at, closes_at))
        return spans

    def _opened_on(self, day: int) -> list[tuple[datetime, datetime]]:
        opened = self._hours_on(day)
        if not opened:
            return []
        begins = midnight_at(self.zone, day)
        if begins is not None:
            return [(begins + opens, begins + closes) for opens, closes in opened]
        midnight = datetime.fromordinal(day)
        return [
            (moment_of(midnight + opens, self.zone), moment_of(midnight + closes, self.zone))
            for opens, closes in opened
        ]


def within(pieces: Iterator[Piece], spans: Sequence[tuple[datetime, datetime]]) -> Iterator[Piece]:
    """What of the pieces lies in the spans; both are in order."""
    ends = [closes for _, closes in spans]
    for piece in pieces:
        number = bisect_right(ends, piece.starts_at)
        while number < len(spans) and spans[number][0] < piece.ends_at:
            opens, closes = spans[number]
            starts_at, ends_at = max(piece.starts_at, opens), min(piece.ends_at, closes)
            yield Piece(starts_at, ends_at, piece.users, piece.key)
            number += 1


def _months_later(wall: datetime, months: int) -> datetime:
    """The same day of another month, or its last day where it is shorter."""
    year, month = divmod(wall.year * MONTHS + wall.month - 1 + months, MONTHS)
    following = datetime(year + (month + 1) // MONTHS, (month + 1) % MONTHS + 1, 1)  # noqa: DTZ001 - on the wall
    last = (following - DAY).day
    return wall.replace(year=year, month=month + 1, day=min(wall.day, last))
