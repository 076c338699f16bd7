"""Reading the worked cases: texts become the times, calendars and names that the product's policies take."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import Any

from catalog.business_hours import Calendar


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def value(name: str, given: Any) -> Any:
    """A name that ends in `_at` holds a time; a list becomes a tuple."""
    if name.endswith("_at"):
        return moment(given)
    return tuple(given) if isinstance(given, list) else given


def known(given: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """What a policy knows by the same name; a null is as good as absent."""
    return {name: value(name, given[name]) for name in names if given.get(name) is not None}


def calendar(given: Mapping[str, Any]) -> Calendar:
    said = {
        "tz": given.get("tz"),
        "days": None if given.get("days") is None else tuple(given["days"]),
        "opens": None if given.get("open") is None else time.fromisoformat(given["open"]),
        "closes": None if given.get("close") is None else time.fromisoformat(given["close"]),
        "holidays": frozenset(date.fromisoformat(day) for day in given.get("holidays", ())),
        "is_24x7": given.get("is_24x7"),
    }
    return Calendar(**{name: said[name] for name in said if said[name] is not None})


def written(at: datetime | None) -> str | None:
    """A time as the cases write it."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")
