"""What the public may read. The public view reads `Publication` alone, the last published copy."""

from statuspage.models.maintenance import Maintenance, MaintenanceSeries, MaintenanceUpdate
from statuspage.models.stories import (
    Component,
    ComponentSpan,
    ComponentState,
    Publication,
    PublicIncident,
    StatusUpdate,
    public_id,
)

__all__ = [
    "Component",
    "ComponentSpan",
    "ComponentState",
    "Maintenance",
    "MaintenanceSeries",
    "MaintenanceUpdate",
    "PublicIncident",
    "Publication",
    "StatusUpdate",
    "public_id",
]
