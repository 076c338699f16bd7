"""Decides what good manners with a customer ask for: what to say during an outage, and which promises went wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

OPEN_INCIDENT = "OPEN_INCIDENT"
NEVER_TESTED, TESTED_LONG_AGO = "CONT_EXPORT_NEVER_TESTED", "CONT_EXPORT_OLD"
EXPORT_TEST_HOLDS = timedelta(days=180)
CODE_WORDS = {
    NEVER_TESTED: "Nobody has ever tested the export of their data.",
    TESTED_LONG_AGO: "The export of their data was tested more than 180 days ago.",
}


@dataclass(frozen=True)
class Suffering:
    """An open incident and whom it hurts."""

    incident: int
    customers: Collection[object]


@dataclass(frozen=True)
class Banner:
    """What everybody reads who opens the page of a customer in trouble: nobody sells to somebody who suffers."""

    incidents: list[int]
    code: str = OPEN_INCIDENT
    upsell_warning: bool = True


def banner(customer: object, open_incidents: Iterable[Suffering]) -> Banner | None:
    """The banner over a customer's page; None while no open incident hurts them."""
    found = [one.incident for one in open_incidents if customer in one.customers]
    return Banner(found) if found else None


def continuity_codes(*, last_export_test: date | None, today: date) -> list[str]:
    """What is missing for a customer to go on without us."""
    if last_export_test is None:
        return [NEVER_TESTED]
    return [TESTED_LONG_AGO] if today - last_export_test > EXPORT_TEST_HOLDS else []


class PromiseState(StrEnum):
    """How a promised day stands."""

    OPEN = "open"
    KEPT = "kept"
    ANNOUNCED_IN_TIME = "announced_in_time"
    LET_DOWN = "let_down_candidate"


def promise_state(
    *, promised: date, slip_announced: date | None = None, kept: date | None = None, today: date | None = None
) -> PromiseState:
    """A slip told by the promised day is honest; told later, or not at all, it may have let somebody down."""
    if slip_announced is not None:
        return PromiseState.ANNOUNCED_IN_TIME if slip_announced <= promised else PromiseState.LET_DOWN
    if kept is not None:
        return PromiseState.KEPT if kept <= promised else PromiseState.LET_DOWN
    over = today is not None and today > promised
    return PromiseState.LET_DOWN if over else PromiseState.OPEN
