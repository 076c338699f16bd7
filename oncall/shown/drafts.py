"""What the page shows of a calendar that was looked at: its names and whom they mean, its shifts, what stays out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from oncall.calendars.names import Names, person
from oncall.models import CalendarDraft
from oncall.operations.bringing_in import people_by_name

FIRST = 12


@dataclass(frozen=True, kw_only=True)
class NameLine:
    """One name of the file: how often, how many hours, and who it probably is."""

    number: int
    name: str
    shifts: int
    hours: float
    guess: int | None


@dataclass(frozen=True, kw_only=True)
class DraftPage:
    """One calendar file, before it is let in."""

    draft: CalendarDraft
    names: Sequence[NameLine]
    people: Sequence[User]
    first: Sequence[tuple[datetime, datetime, str]]
    total: int
    replaces: bool

    @property
    def unknown(self) -> int:
        """How many names mean nobody yet."""
        return sum(line.guess is None for line in self.names)


def draft_page(draft: CalendarDraft) -> DraftPage:
    """The page, with everybody who could be meant."""
    before = draft.schedule.layers.filter(name=draft.layer_name, ends_at=None).exclude(brought_from="")
    return DraftPage(
        draft=draft,
        names=name_lines(draft, people_by_name()),
        people=list(User.objects.filter(is_active=True).order_by("name")),
        first=[(*_span(one), ", ".join(one["names"])) for one in draft.shifts[:FIRST]],
        total=len(draft.shifts),
        replaces=before.exists(),
    )


def name_lines(draft: CalendarDraft, known: Names) -> list[NameLine]:
    """The names in the order in which they come."""
    spans: dict[str, list[timedelta]] = {}
    for one in draft.shifts:
        starts_at, ends_at = _span(one)
        for name in one["names"]:
            spans.setdefault(name, []).append(ends_at - starts_at)
    return [
        NameLine(
            number=number,
            name=name,
            shifts=len(lengths),
            hours=sum(lengths, timedelta()) / timedelta(hours=1),
            guess=int(found) if (found := person(name, known)) else None,
        )
        for number, (name, lengths) in enumerate(spans.items(), start=1)
    ]


def _span(one: dict[str, str]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(one["starts_at"]), datetime.fromisoformat(one["ends_at"])
