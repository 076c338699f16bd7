"""What the public may read. The public view reads `Publication` alone, the last published copy."""

from statuspage.models.answers import Answer
from statuspage.models.boxes import BoxKey
from statuspage.models.maintenance import Maintenance, MaintenanceSeries, MaintenanceUpdate
from statuspage.models.pages import PageKey, Publication, StatusPage
from statuspage.models.stories import (
    Component,
    ComponentGroup,
    ComponentSpan,
    ComponentState,
    PublicIncident,
    StatusUpdate,
    public_id,
)

__all__ = [
    "Answer",
    "BoxKey",
    "Component",
    "ComponentGroup",
    "ComponentSpan",
    "ComponentState",
    "Maintenance",
    "MaintenanceSeries",
    "MaintenanceUpdate",
    "PageKey",
    "PublicIncident",
    "Publication",
    "StatusPage",
    "StatusUpdate",
    "public_id",
]
