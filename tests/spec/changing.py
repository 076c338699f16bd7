"""The worked cases of changes, put to the policy that says which of them may have to do with what broke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.changes import changes_before, hours_between, is_late
from tests.spec.reading import moment

Case = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """A change of a case."""

    name: str
    implemented_at: datetime | None


def changes(case: Case, parameters: Case) -> Answer:
    if "recorded_at" in case:
        made, recorded = (
            datetime.fromisoformat(case["implemented_at"]),
            datetime.fromisoformat(case["recorded_at"]),
        )
        return {"late": is_late(made, recorded), "hours": hours_between(made, recorded)}
    onset = datetime.fromisoformat(case["onset"])
    found = changes_before(
        [Made(one["id"], moment(one["at"])) for one in case["changes"]], onset, case["hours"]
    )
    if found.nearest is not None:
        return {"found": [], "nearest": found.nearest.name, "nearest_age_h": _age(found.nearest, onset)}
    return {
        "found": [one.name for one in found.within],
        "age_h": [_age(one, onset) for one in found.within],
    }


def _age(change: Made, onset: datetime) -> float | None:
    return hours_between(change.implemented_at, onset) if change.implemented_at else None
