"""Who changed what of a row, and when: its facts, and those of the doubles that were merged into it."""

from typing import Any

from django.db.models import Model

from catalog.subjects import SORTS, key_of
from timeline.models import TimelineEntry
from timeline.queries import Line, line, stamp

SHOWN = 30
ALL = 500


def history(row: Model, *, full: bool = False) -> list[Line]:
    """The newest lines, newest first; one more than is shown says that there are more."""
    subjects = [key_of(row), *_doubles(row)]
    limit = ALL if full else SHOWN + 1
    found = TimelineEntry.objects.filter(subject__in=subjects).order_by("-happened_at", "-id")[:limit]
    return [line(entry) for entry in found]


def stamp_of(row: Model) -> int:
    """What a form shows as `seen`: it moves whenever the row's history does."""
    return stamp(key_of(row))


def merged_into(model: type[Model], pk: int) -> int | None:
    """The id of the row that a double became."""
    fact = SORTS[model].fact
    entry = TimelineEntry.objects.filter(subject=f"{fact}:{pk}", kind=f"{fact}.merged_into").last()
    return int(entry.data["id"]) if entry else None


def _doubles(row: Model) -> list[str]:
    fact = SORTS[type(row)].fact
    merges: Any = TimelineEntry.objects.filter(subject=key_of(row), kind=f"{fact}.merged")
    return [f"{fact}:{pk}" for data in merges.values_list("data", flat=True) for pk in data["ids"]]
