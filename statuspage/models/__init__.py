"""What the public may read. The public view reads `Publication` alone, the last published copy."""

from statuspage.models.answers import Answer
from statuspage.models.boxes import BoxKey
from statuspage.models.letters import Announcement, Letter, Wording
from statuspage.models.maintenance import Maintenance, MaintenanceSeries, MaintenanceUpdate
from statuspage.models.pages import PageKey, Publication, StatusPage
from statuspage.models.sign_ins import SignIn
from statuspage.models.stories import (
    Component,
    ComponentGroup,
    ComponentSpan,
    ComponentState,
    PublicIncident,
    StatusUpdate,
    public_id,
)
from statuspage.models.subscribers import FormUse, Subscriber, SubscriberCode

__all__ = [
    "Announcement",
    "Answer",
    "BoxKey",
    "Component",
    "ComponentGroup",
    "ComponentSpan",
    "ComponentState",
    "FormUse",
    "Letter",
    "Maintenance",
    "MaintenanceSeries",
    "MaintenanceUpdate",
    "PageKey",
    "PublicIncident",
    "Publication",
    "SignIn",
    "StatusPage",
    "StatusUpdate",
    "Subscriber",
    "SubscriberCode",
    "Wording",
    "public_id",
]
