"""Publishes the colour of the components that follow their assets by themselves; never a word."""

from datetime import datetime

from django.db import transaction

from statuspage.models import Component
from statuspage.operations.publishing import lock_components, move_components
from statuspage.operations.republishing import republish


@transaction.atomic
def follow_assets(*, at: datetime) -> bool:
    """Give them the colour their assets have now; False when there are none, or all have it already."""
    components = {one.pk: one.state for one in lock_components()}
    if not Component.objects.filter(automatic=True).exists():
        return False
    move_components(began=at, at=at)
    if components == dict(Component.objects.values_list("pk", "state")):
        return False
    republish(at=at)
    return True
