"""What outsiders feel of a failure, by what suffers with the assets that fail: is it the application, or only ours?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from catalog.degradation import DOWN, OWN
from catalog.models import Asset
from catalog.queries.reach import reached


@dataclass(frozen=True)
class Felt:
    """Whether the application itself is down, and whether nothing suffers but what the public never sees."""

    app_down: bool = False
    internal_only: bool = False


def felt(states: Mapping[int, str], *, at: datetime) -> Felt:
    """`states` are what people say of the assets that fail, by their ids. In five queries."""
    if not states:
        return Felt()
    own = {asset: OWN[said] for asset, said in states.items()}
    losses = {asset: loss for asset, loss in reached(own, at).assets.items() if loss > 0}
    rows = Asset.objects.filter(pk__in={*own, *losses}).values_list("pk", "kind", "internal")
    suffering = list(rows)
    return Felt(
        app_down=any(
            kind == Asset.Kind.APPLICATION and losses.get(pk, 0.0) >= DOWN for pk, kind, _ in suffering
        ),
        internal_only=all(internal for _, _, internal in suffering),
    )
