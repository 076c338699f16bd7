"""Paths that no incident would take, and incidents that no path would take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.urls import reverse

from catalog.models import Asset, AssetGroup
from oncall.models import EscalationPath, EscalationRun
from oncall.paths.choosing import Conditions
from oncall.readiness.finding import Finding

LONG_UNUSED = timedelta(days=90)


def covers(earlier: Conditions, later: Conditions) -> bool:
    """Whether every incident that the later path is meant for takes the earlier one already."""
    if earlier.names_assets and not (
        later.names_assets
        and later.asset_kinds <= earlier.asset_kinds
        and later.assets <= earlier.assets
        and later.asset_groups <= earlier.asset_groups
    ):
        return False
    pairs = ((earlier.priorities, later.priorities), (earlier.signals, later.signals))
    if any(wide and not (narrow and narrow <= wide) for wide, narrow in pairs):
        return False
    return earlier.week is None or (later.week is not None and earlier.week.holds_all_of(later.week))


def catch_all(meant: Sequence[Conditions]) -> Iterator[Finding]:
    """Some path must take what no other does."""
    if not any(one.is_catch_all for one in meant):
        url, words = reverse("oncall:new_path"), "No path takes every incident."
        yield Finding(words=words, url=url, mend="Draw one without conditions")


def shadowed(known: Sequence[EscalationPath], meant: Sequence[Conditions]) -> Iterator[Finding]:
    """Paths that come after one which takes all that they are meant for."""
    for place, path in enumerate(known):
        earlier = next((known[i] for i in range(place) if covers(meant[i], meant[place])), None)
        if earlier is not None:
            words = f"No incident reaches {path.name}: {earlier.name} before it takes all of them."
            yield Finding(words=words, url=reverse("oncall:paths"), mend="Change the order", grave=False)


def without_assets(known: Sequence[EscalationPath], meant: Sequence[Conditions]) -> Iterator[Finding]:
    """Paths for assets of which none is in use any more, so that nothing can match them."""
    kinds: dict[int, str] = dict(Asset.objects.filter(retired_at=None).values_list("pk", "kind"))
    in_use, used_kinds = set(map(str, kinds)), set(kinds.values())
    filled = AssetGroup.objects.filter(members__retired_at=None).values_list("pk", flat=True)
    groups = set(map(str, filled.distinct()))
    for path, one in zip(known, meant, strict=True):
        there = one.assets & in_use or one.asset_kinds & used_kinds or one.asset_groups & groups
        if one.names_assets and not there:
            words = f"Nothing can match {path.name}: none of the assets that it is meant for is in use."
            yield Finding(
                words=words, url=reverse("oncall:edit_path", args=[path.pk]), mend="Change when it is meant"
            )


def unused(known: Sequence[EscalationPath], *, at: datetime) -> Iterator[Finding]:
    """Paths that no incident took for long: perhaps fine, perhaps wrong."""
    recent = EscalationRun.objects.filter(started_at__gte=at - LONG_UNUSED).values_list(
        "source_id", flat=True
    )
    used = set(recent.distinct())
    for path in known:
        if path.pk not in used:
            words = f"No incident took {path.name} in the last 90 days."
            url = f"{reverse('oncall:simulate')}?path={path.pk}"
            yield Finding(words=words, url=url, mend="Try it", grave=False)
