"""One customer in a classification: who it is, how badly it is hurt, and how we know."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from catalog.business_hours import ALWAYS, Calendar
from incidents.parameters import DEFAULTS, Parameters
from incidents.rounding import exact


class Known(StrEnum):
    """How we know that a customer is affected, or that it is not."""

    MAPPING = "mapping"
    REPORT = "report"
    HAND = "hand"
    EXCLUDED = "excluded"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A contract term: restored within `target`, by the clock, or by the hours of `calendar`."""

    target: timedelta
    calendar: Calendar | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Suffering:
    """A customer with its harm `severity` (s, from 0 to 1). Without a calendar it counts as always open."""

    key: Hashable
    name: str
    severity: float
    tier: str = "bronze"
    top10: bool = False
    arr: float = 0.0
    calendar: Calendar = ALWAYS
    promises: tuple[Promise, ...] = ()
    known: Known = Known.MAPPING
    why: str = ""

    @property
    def is_vip(self) -> bool:
        """Strategic, or on the list called Top 10."""
        return self.top10 or self.tier == "strategic"

    def is_affected(self, parameters: Parameters = DEFAULTS) -> bool:
        """Hurt enough to count."""
        return exact(self.severity) >= parameters.affected_threshold


@dataclass(frozen=True, kw_only=True)
class Said:
    """What people said of one customer: it reported, or somebody included, excluded or graded it by hand."""

    reported: bool = False
    included: bool = False
    excluded: bool = False
    severity: float | None = None


def severity_of(mapped: float, said: Said, parameters: Parameters = DEFAULTS) -> tuple[float, Known]:
    """How badly a customer is hurt, by the mapping (0 when nothing reaches it) and by what people said.

    A word by hand wins. Who reports is affected, even where the mapping knows of nothing.
    """
    if said.excluded:
        return 0.0, Known.EXCLUDED
    if said.severity is not None:
        return said.severity, Known.HAND
    if exact(mapped) >= parameters.affected_threshold:
        return mapped, Known.MAPPING
    if said.reported or said.included:
        return parameters.reported_severity, Known.REPORT if said.reported else Known.HAND
    return mapped, Known.MAPPING
