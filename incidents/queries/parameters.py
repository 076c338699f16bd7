"""Which numbers classifications are computed with now, and which they were before."""

from dataclasses import dataclass

from incidents.models import ParameterVersion
from incidents.parameters import DEFAULTS, Parameters


@dataclass(frozen=True)
class Numbers:
    """The numbers in force and their version; version 0 is the method's own."""

    version: int
    parameters: Parameters


def numbers_now() -> Numbers:
    """The newest version."""
    newest = ParameterVersion.objects.order_by("-version").first()
    if newest is None:
        return Numbers(0, DEFAULTS)
    return Numbers(newest.version, Parameters.from_json(newest.numbers))


def earlier_versions() -> list[ParameterVersion]:
    """All versions, the newest first."""
    return list(ParameterVersion.objects.order_by("-version")[:100])
