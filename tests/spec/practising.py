"""The worked cases of manners with customers: the banner, going on without us, promises that slipped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from catalog.practices import Suffering, banner, continuity_codes, promise_state

Case = Mapping[str, Any]
Answer = dict[str, Any]


def practices(case: Case, parameters: Case) -> Answer:
    if "promises" in case:
        return {
            str(one["id"]): promise_state(
                promised=_day(one["promised"]), slip_announced=_day(one["slip_announced"])
            ).value
            for one in case["promises"]
        }
    if "today" in case:
        today = _day(case["today"])
        return {
            one["name"]: continuity_codes(last_export_test=_day(one["export_test"]), today=today)
            for one in case["customers"]
        }
    said = banner(
        case["customer"], [Suffering(one["id"], one["customers"]) for one in case["open_incidents"]]
    )
    assert said is not None
    return {"banner": said.code, "incidents": said.incidents, "upsell_warning": said.upsell_warning}


def _day(text: str | None) -> Any:
    return None if text is None else date.fromisoformat(text)
