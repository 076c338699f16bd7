"""What detection decides: whether a customer found it first, and when nobody has taken an incident for too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

UNOWNED_MINUTES = 5
DISPATCH_GROUP = "dispatch"
CLOSURE_QUESTION = "which monitor would have seen it first?"

MEANS = {
    "customer_call": "A customer called",
    "customer_message": "A customer wrote",
    "internal_monitoring": "Our monitoring",
    "external_monitoring": "Monitoring from outside",
    "vendor_call": "A vendor called",
    "internal_staff": "A colleague",
    "partner": "A partner",
    "other": "Other",
}
CUSTOMER_MEANS = frozenset({"customer_call", "customer_message"})


@dataclass(frozen=True, kw_only=True)
class FirstSigns:
    """When the first customer and the first of our own signs were heard."""

    means: str
    customer_at: datetime | None = None
    alert_at: datetime | None = None
    staff_at: datetime | None = None


def customer_discovered(signs: FirstSigns) -> bool:
    """A customer told us, and no alert or colleague had done so before the first customer did."""
    if signs.means not in CUSTOMER_MEANS:
        return False
    ours = [moment for moment in (signs.alert_at, signs.staff_at) if moment is not None]
    if not ours:
        return True
    return signs.customer_at is not None and min(ours) >= signs.customer_at


def closure_question(signs: FirstSigns) -> str | None:
    """What closure asks when a customer was first."""
    return CLOSURE_QUESTION if customer_discovered(signs) else None


@dataclass(frozen=True, kw_only=True)
class QueueStep:
    """What the queue does now: wait until a time, call a hunt group, or nothing because somebody owns it."""

    action: str
    group: str | None = None
    look_again_at: datetime | None = None


def queue_step(
    *,
    created_at: datetime,
    now: datetime,
    owner: str | None,
    at_once: bool = False,
    minutes: float = UNOWNED_MINUTES,
) -> QueueStep:
    """Dispatch is called once an incident was unowned for five minutes, or at once when machines say P1 or P2."""
    if owner is not None:
        return QueueStep(action="none")
    due_at = created_at if at_once else created_at + timedelta(minutes=minutes)
    if now >= due_at:
        return QueueStep(action="call_hunt_group", group=DISPATCH_GROUP)
    return QueueStep(action="wait", look_again_at=due_at)
