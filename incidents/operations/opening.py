"""What an incident is opened with, by alerts or by a person."""

from dataclasses import dataclass
from datetime import datetime

from catalog.models import Asset
from incidents.models import Incident


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What an incident is opened with. `impact` and `urgency` when the rule fixed them."""

    title: str
    means: str
    manifestation: str
    detected_at: datetime
    response: str
    severity: str
    occurred_at: datetime | None = None
    assets: tuple[Asset, ...] = ()
    impact: int | None = None
    urgency: int | None = None
    rule_name: str = ""
    agreed_by: str = ""
    recurrence_of: Incident | None = None
