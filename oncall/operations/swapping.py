"""Swaps: somebody asks to give a stretch of duty away, somebody takes it, and either can be undone until it is over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import NotPermitted
from oncall.models import Schedule, Swap
from oncall.operations.schedule_rules import (
    UnableToSchedule,
    locked,
    may_draw,
    oneself_or_manager,
    refuse_away,
    refuse_span,
    tell,
)
from oncall.queries.plans import plans
from oncall.rota.coverage import coverage


def ask_for_swap(
    *,
    schedule_id: int,
    gives_id: int,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    at: datetime,
    note: str = "",
) -> Swap:
    """Ask for somebody else. Until it is taken, whoever asks stays on call."""
    oneself_or_manager(gives_id, actor, "ask for somebody else's swap")
    with transaction.atomic():
        schedule = locked(schedule_id)
        refuse_span(starts_at, ends_at, at)
        starts_at = max(starts_at, at)
        _refuse_not_on_call(schedule, gives_id, starts_at, ends_at)
        same = schedule.swaps.filter(gives=gives_id, withdrawn_at=None, takes=None)
        if same.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise UnableToSchedule(
                "SWAP_ASKED", "A swap is asked for already in this time. Withdraw it first."
            )
        swap = Swap.objects.create(
            schedule=schedule, gives_id=gives_id, starts_at=starts_at, ends_at=ends_at, note=note, asked_at=at
        )
        tell("schedule.swap_asked", schedule, actor, at, **_about(swap))
    return swap


def take_swap(*, swap_id: int, actor: Actor, at: datetime, takes_id: int | None = None) -> Swap:
    """Take it: from then on the calendar, the pages and the engine know only the new person."""
    takes_id = takes_id or actor.user_id or 0
    oneself_or_manager(takes_id, actor, "have somebody else take a swap")
    with transaction.atomic():
        swap = _open(swap_id, at)
        if swap.takes_id is not None:
            raise UnableToSchedule("SWAP_TAKEN", f"{swap.takes} has taken it already.")
        if takes_id == swap.gives_id:
            raise UnableToSchedule("SWAP_OWN", "It is yours already. Withdraw the request to keep it.")
        taker = User.objects.filter(pk=takes_id, is_active=True).first()
        if taker is None:
            raise UnableToSchedule("USER_UNKNOWN", "Choose somebody who works here.")
        refuse_away(takes_id, swap.starts_at, swap.ends_at, swap.schedule)
        swap.takes, swap.taken_at = taker, at
        swap.save(update_fields=["takes", "taken_at"])
        tell("schedule.swap_taken", swap.schedule, actor, at, **_about(swap))
    return swap


def undo_swap(*, swap_id: int, actor: Actor, at: datetime) -> Swap:
    """A request is withdrawn; a swap that was taken goes back to its owner, from now on."""
    with transaction.atomic():
        swap = _open(swap_id, at)
        if actor.user_id not in (swap.gives_id, swap.takes_id) and not may_draw(actor):
            raise NotPermitted("Only the two people, or an operations manager, undo a swap.")
        if swap.takes_id is not None and swap.starts_at < at:
            swap.ends_at = at  # what has been stays to be read
            swap.save(update_fields=["ends_at"])
        else:
            swap.withdrawn_at = at
            swap.save(update_fields=["withdrawn_at"])
        tell("schedule.swap_undone", swap.schedule, actor, at, **_about(swap))
    return swap


def _open(swap_id: int, at: datetime) -> Swap:
    swap = (
        Swap.objects.select_related("schedule", "gives", "takes")
        .select_for_update(of=("self",))
        .get(pk=swap_id)
    )
    if swap.withdrawn_at is not None:
        raise UnableToSchedule("SWAP_WITHDRAWN", f"{swap.gives} keeps this duty: the request was withdrawn.")
    if swap.ends_at <= at:
        raise UnableToSchedule("SWAP_OVER", "This duty is over. What has been cannot be swapped.")
    return swap


def _refuse_not_on_call(schedule: Schedule, user_id: int, starts_at: datetime, ends_at: datetime) -> None:
    [(_, plan)] = plans(since=starts_at, ids=[schedule.pk])
    if not any(str(user_id) in shift.users for shift in coverage(plan, starts_at, ends_at)):
        raise UnableToSchedule(
            "NOT_ON_CALL", f"Nobody can give away what is not theirs: no duty on {schedule} then."
        )


def _about(swap: Swap) -> dict[str, object]:
    return {
        "swap": swap.pk,
        "gives": swap.gives_id,
        "gives_label": str(swap.gives),
        "takes": swap.takes_id,
        "takes_label": str(swap.takes or ""),
    }
