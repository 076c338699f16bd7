"""What a source's severity label means to us, and which response people agreed on beforehand for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How grave a machine says an alert is; incidents have a priority instead."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Response(StrEnum):
    """What an alert sets in motion: page at once, wait in the one queue, or only be kept."""

    PAGE = "page"
    QUEUE = "queue"
    KEEP = "keep"


LABEL_VALUES: Mapping[str, Severity] = MappingProxyType(
    {
        "critical": Severity.CRITICAL,
        "page": Severity.CRITICAL,
        "p1": Severity.CRITICAL,
        "disaster": Severity.CRITICAL,
        "error": Severity.ERROR,
        "high": Severity.ERROR,
        "warning": Severity.WARNING,
        "ticket": Severity.WARNING,
        "info": Severity.INFO,
        "none": Severity.INFO,
    }
)
RESPONSES: Mapping[Severity, Response] = MappingProxyType(
    {
        Severity.CRITICAL: Response.PAGE,
        Severity.ERROR: Response.PAGE,
        Severity.WARNING: Response.QUEUE,
        Severity.INFO: Response.KEEP,
    }
)
# Rather wake somebody for nothing than sleep through a word we do not know.
UNMAPPED = Severity.ERROR


@dataclass(frozen=True)
class MappedSeverity:
    """A severity, and whether the source's mapping knew the value; unmapped ones are counted on its page."""

    severity: Severity
    mapped: bool


def severity_of(value: str | None, mapping: Mapping[str, str] = LABEL_VALUES) -> MappedSeverity:
    """The severity for a label value, whatever its case; a missing or unknown value is an error."""
    found = mapping.get((value or "").strip().lower())
    return MappedSeverity(Severity(found) if found else UNMAPPED, found is not None)


def response_for(severity: str, agreed: str | None = None) -> Response:
    """What the rule or the source agreed on, else the default for the severity."""
    return Response(agreed) if agreed else RESPONSES[Severity(severity)]
