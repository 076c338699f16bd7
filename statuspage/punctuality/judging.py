"""Decides of each word in public whether it came in time, by how much it was late, and whose it was."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from statuspage.telling.called_first import CalledFirst
from statuspage.telling.freshness import next_due

FIRST, FURTHER, OWED = "first", "further", "owed"
MISSING = "nobody yet"


@dataclass(frozen=True, kw_only=True)
class Word:
    """One thing told, with what it promised."""

    at: datetime
    by: str
    status: str
    ends: bool = False
    promised: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """An incident as it was told. `priorities` are (from when, which), in order; `classified_at` by a person."""

    reference: str
    title: str
    url: str
    number: int
    priority: str
    detected_at: datetime
    classified_at: datetime | None
    priorities: Sequence[tuple[datetime, str]] = ()
    words: Sequence[Word] = ()
    ended_at: datetime | None = None
    called: CalledFirst | None = None

    def priority_at(self, moment: datetime) -> str:
        """The one that held then."""
        place = bisect_right([since for since, _ in self.priorities], moment)
        return self.priorities[place - 1][1] if place else self.priority


@dataclass(frozen=True, kw_only=True)
class Line:
    """One word, judged. `late_min` is 0 in time; of the first word `minutes` counts from the classification."""

    sort: str
    at: datetime | None
    due_at: datetime | None
    by: str
    status: str = ""
    late_min: int = 0
    minutes: int | None = None

    @property
    def late(self) -> bool:
        """It came after it was due, or has not come."""
        return self.late_min > 0


@dataclass(frozen=True, kw_only=True)
class Punctuality:
    """One incident, judged."""

    told: Told
    lines: Sequence[Line] = ()
    first_min: int | None = None

    @property
    def on_time(self) -> int:
        """Further words that came in time."""
        return sum(line.sort == FURTHER and not line.late for line in self.lines)

    @property
    def late(self) -> int:
        """Further words that came late or are owed."""
        return sum(line.late for line in self.lines)

    @property
    def late_min(self) -> int:
        """Minutes during which readers had an old word."""
        return sum(line.late_min for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whose words they were. What nobody has written yet stands under its own name."""

    name: str
    first: int = 0
    on_time: int = 0
    late: int = 0
    late_min: int = 0


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A span, counted."""

    incidents: int = 0
    told: int = 0
    first_median_min: float | None = None
    on_time: int = 0
    late: int = 0
    late_min: int = 0
    called_first: int = 0
    people: Sequence[Person] = field(default_factory=tuple)

    @property
    def share(self) -> int | None:
        """Per cent of the further words that came in time; None where none was due."""
        due = self.on_time + self.late
        return round(100 * self.on_time / due) if due else None


def judge(told: Told, intervals: Mapping[str, float], now: datetime) -> Punctuality:
    """Each word against what the one before it had promised, or the interval of the priority that held by then."""
    lines: list[Line] = []
    first_min = None
    for place, word in enumerate(told.words):
        before = told.words[place - 1] if place else None
        if before is None:
            first_min = _minutes(told.classified_at, word.at) if told.classified_at else None
            lines.append(
                Line(sort=FIRST, at=word.at, due_at=None, by=word.by, status=word.status, minutes=first_min)
            )
        elif not before.ends:
            due_at = _due(told, before, word.at, intervals)
            late = _minutes(due_at, word.at)
            lines.append(
                Line(sort=FURTHER, at=word.at, due_at=due_at, by=word.by, status=word.status, late_min=late)
            )
    lines += _owed(told, intervals, now)
    return Punctuality(told=told, lines=lines, first_min=first_min)


def whole(judged: Iterable[Punctuality]) -> Whole:
    """The figures of all of them."""
    listed = list(judged)
    firsts = [one.first_min for one in listed if one.first_min is not None]
    return Whole(
        incidents=len(listed),
        told=sum(bool(one.told.words) for one in listed),
        first_median_min=median(firsts) if firsts else None,
        on_time=sum(one.on_time for one in listed),
        late=sum(one.late for one in listed),
        late_min=sum(one.late_min for one in listed),
        called_first=sum(one.told.called is not None for one in listed),
        people=_people(listed),
    )


def _owed(told: Told, intervals: Mapping[str, float], now: datetime) -> list[Line]:
    """A word that is late by now and has not come, while it goes on."""
    last = told.words[-1] if told.words else None
    if last is None or last.ends or told.ended_at is not None:
        return []
    due_at = _due(told, last, now, intervals)
    late = _minutes(due_at, now)
    return [Line(sort=OWED, at=None, due_at=due_at, by=MISSING, late_min=late)] if late else []


def _due(told: Told, before: Word, moment: datetime, intervals: Mapping[str, float]) -> datetime:
    return next_due(
        priority=told.priority_at(moment),
        last_update=before.at,
        promised_next=before.promised,
        intervals=intervals,
    )


def _minutes(since: datetime, until: datetime) -> int:
    """Whole minutes; never less than none."""
    return max(0, int((until - since).total_seconds() // 60))


def _people(judged: Sequence[Punctuality]) -> list[Person]:
    names = sorted({line.by for one in judged for line in one.lines})
    lines = [line for one in judged for line in one.lines]
    found = []
    for name in names:
        own = [line for line in lines if line.by == name]
        found.append(
            Person(
                name=name,
                first=sum(line.sort == FIRST for line in own),
                on_time=sum(line.sort == FURTHER and not line.late for line in own),
                late=sum(line.late for line in own),
                late_min=sum(line.late_min for line in own),
            )
        )
    return found
