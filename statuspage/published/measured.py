"""How components fare by what is known of their assets: of what fails itself, and of what suffers with it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from catalog.degradation import OWN
from catalog.queries.reach import reached
from incidents.models import IncidentAsset
from incidents.stages import ENDED
from statuspage.models import Component
from statuspage.telling.colours import component_state
from statuspage.telling.measuring import degradation_of


def degradations(failing: "QuerySet[IncidentAsset]", *, at: datetime) -> dict[str, str]:
    """Public id of each component that is touched → its degradation; internal assets touch none."""
    own: dict[int, float] = defaultdict(float)
    for asset, said in failing.values_list("asset_id", "degradation"):
        own[asset] = max(own[asset], OWN[said])
    if not own:
        return {}
    losses = dict.fromkeys(own, 0.0) | reached(own, at).assets
    mapped = Component.assets.through.objects.filter(asset__in=list(losses), asset__internal=False)
    found: dict[str, list[float]] = defaultdict(list)
    for component, asset in mapped.values_list("component__public_id", "asset_id"):
        found[component].append(losses[asset])
    return {component: degradation_of(values) for component, values in found.items()}


def measured_states(*, at: datetime) -> dict[str, str]:
    """The state that the classified incidents that are not over would give each component they touch."""
    failing = IncidentAsset.objects.filter(incident__service_restored_at=None).exclude(
        incident__stage__in=ENDED
    )
    found = degradations(failing.exclude(incident__priority=""), at=at)
    return {component: component_state(harm).name for component, harm in found.items()}


def automatic_claim(components: Iterable[Component], *, at: datetime) -> dict[str, str]:
    """What the rule says of the components whose colour follows their assets by itself."""
    following = {one.public_id for one in components if one.automatic}
    if not following:
        return {}
    return {key: state for key, state in measured_states(at=at).items() if key in following}
