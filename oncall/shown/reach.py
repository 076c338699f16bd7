"""The page about pages as plain values: how soon people are reached, how soon they answer, and by what."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.roles import Role
from notifications.naming import said
from oncall.queries import reach
from oncall.queries.reach import Asked, Row
from oncall.shown.reach_picture import Columns, Stretch, bucket_of, drawn, stretches

LISTED = 50
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADS = (
    *("paged at", "who", "incident", "title", "path", "level", "why", "channels", "seconds to reach"),
    *("answer", "seconds to answer", "answered by", "on the first channel", "needed a second"),
)
_COLUMNS = (
    *("paged_at", "who", "number", "title", "path", "level", "purpose", "channels", "reach_s"),
    *("answer", "answer_s", "answered_via", "by_first", "by_second"),
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A path or a person; `pages` has what became of its pages, `runs` of its escalations."""

    name: str
    pages: Row
    runs: Row


@dataclass(frozen=True, kw_only=True)
class ReachPage:
    """What the page shows. Of the people, a reader who manages nobody sees only herself."""

    asked: Asked
    pages: Row
    runs: Row
    paths: Sequence[Line]
    people: Sequence[Line]
    channels: Sequence[Row]
    providers: Sequence[Row]
    newest: Sequence[Row]
    stretches: Sequence[Stretch]
    columns: Columns | None


def sees_everybody(reader: User) -> bool:
    """Whether single people's figures are shown: to those who answer for on-call."""
    return reader.has_role(Role.OPS_MANAGER, Role.ADMIN)


def asked_of(starts: date, ends: date, zone: str) -> Asked:
    """From the first day to the last, both whole, on somebody's clock."""
    town = ZoneInfo(zone)
    span = timedelta(days=(ends - starts).days + 1)
    return Asked(
        starts_at=datetime.combine(starts, time(), tzinfo=town),
        ends_at=datetime.combine(ends + timedelta(days=1), time(), tzinfo=town),
        bucket=bucket_of(span),
    )


def reach_page(asked: Asked, *, reader: User) -> ReachPage:
    """The whole page, in a fixed number of queries."""
    pages, runs = reach.pages_grouped(asked), reach.escalations(asked)
    runs_by_path = {row["path"]: row for row in runs if row["of_path"]}
    people = [row for row in pages if row["of_user"]]
    shown = [row for row in people if sees_everybody(reader) or row["user_id"] == reader.pk]
    names = User.objects.in_bulk([row["user_id"] for row in shown])
    counted = {row["bucket"]: row for row in runs if row["of_bucket"]}
    columns = stretches(counted, starts_at=asked.starts_at, ends_at=asked.ends_at, bucket=asked.bucket)
    return ReachPage(
        asked=asked,
        pages=_whole(pages, "of_path", "of_user"),
        runs=_whole(runs, "of_path", "of_bucket"),
        paths=[
            Line(name=row["path"] or "beside a path", pages=row, runs=runs_by_path.get(row["path"], {}))
            for row in pages
            if row["of_path"]
        ],
        people=[Line(name=str(names.get(row["user_id"], "")), pages=row, runs={}) for row in shown],
        channels=[_named(row) for row in reach.by_channel(asked)],
        providers=[_named(row) for row in reach.by_provider(asked)],
        newest=[_listed(row) for row in reach.newest_pages(asked, most=LISTED)],
        stretches=[one for one in columns if one.all],
        columns=drawn(columns),
    )


def csv_lines(asked: Asked) -> Iterator[str]:
    """Every page of the span as a line, the headings first."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADS)
    for row in reach.all_pages(asked):
        yield writer.writerow([_cell(row[name]) for name in _COLUMNS])


class _Echo:
    def write(self, line: str) -> str:
        """A line as the writer made it."""
        return line


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return round(value, 1)
    # A spreadsheet would run what begins like a formula.
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _whole(rows: Sequence[Row], *marks: str) -> Row:
    """The row of all together."""
    return next((row for row in rows if not any(row[mark] for mark in marks)), {})


def _named(row: Row) -> Row:
    return {**row, "words": said(row["channel"])}


def _listed(row: Mapping[str, Any]) -> Row:
    ways = [said(kind) for kind in dict.fromkeys(filter(None, row["channels"].split(",")))]
    return {**row, "ways": ", ".join(ways)}
