"""Which asset a name means."""

from collections.abc import Iterable

from django.db.models import Q

from catalog.models import Asset


def assets_named(names: Iterable[str]) -> dict[str, Asset]:
    """Each name or alias that is known, with its asset, in one query."""
    wanted = set(names)
    found: dict[str, Asset] = {}
    for asset in Asset.objects.filter(Q(name__in=wanted) | Q(aliases__overlap=list(wanted))).order_by(
        "-name"
    ):
        for name in wanted & {asset.name, *asset.aliases}:
            found[name] = asset
    return found
