"""The report as lines for a spreadsheet: one a word."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from catalog.imports.tables import FORMULA
from statuspage.punctuality.judging import Punctuality

COLUMNS = (
    "incident",
    "title",
    "priority",
    "detected",
    "classified",
    "word",
    "status",
    "due",
    "told",
    "minutes after classification",
    "minutes late",
    "by",
    "customers who called first",
    "minutes they were ahead",
)


def csv_lines(judged: Sequence[Punctuality], *, now: Any) -> Iterator[str]:
    """The headings, then each word; an incident of which nothing was told has a line of its own."""
    yield "\ufeff" + _line(COLUMNS)
    for one in judged:
        told, called = one.told, one.told.called
        head = [
            told.reference,
            told.title,
            told.priority,
            _moment(told.detected_at),
            _moment(told.classified_at),
        ]
        tail = [called.count, called.minutes(now)] if called else ["", ""]
        for line in one.lines:
            late = "" if line.due_at is None else line.late_min
            minutes = "" if line.minutes is None else line.minutes
            word = [line.sort, line.status, _moment(line.due_at), _moment(line.at), minutes, late, line.by]
            yield _line([*head, *word, *tail])
        if not one.lines:
            yield _line([*head, "none", "", "", "", "", "", "", *tail])


def _moment(at: Any) -> str:
    return f"{at:%Y-%m-%dT%H:%MZ}" if at else ""


def _line(cells: Sequence[Any]) -> str:
    """A spreadsheet would run what begins like a formula."""
    sheet = io.StringIO()
    safe = [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in cells]
    csv.writer(sheet).writerow(safe)
    return sheet.getvalue()
