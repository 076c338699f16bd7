"""Writes of when a person hears of her duty."""

from collections.abc import Sequence

from accounts.actors import Actor
from oncall.models import DutyWish


def wish(*, before: Sequence[int], at_change: str, actor: Actor) -> DutyWish:
    """So many minutes before, and at which end; for oneself alone."""
    kept, _ = DutyWish.objects.update_or_create(
        user_id=actor.user_id or 0, defaults={"before": sorted(before), "at_change": at_change}
    )
    return kept
