"""What Celery may do: carry out an entry by id. The table is the argument."""

import logging

from celery import shared_task
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from outbox import operations, running

log = logging.getLogger(__name__)


@shared_task(name="outbox.carry_out_urgent")
def carry_out_urgent(entry_id: int, token: int) -> None:
    """Carry out an urgent entry."""
    _attempt(entry_id, token)


@shared_task(name="outbox.carry_out_together")
def carry_out_together(claims: list[tuple[int, int]]) -> None:
    """Carry out timers that fall due at the same time."""
    _attempt_all(claims)


@shared_task(name="outbox.carry_out_side_by_side")
def carry_out_side_by_side(claims: list[tuple[int, int]]) -> None:
    """Carry out urgent entries that need not wait for one another."""
    _attempt_all(claims)


@shared_task(name="outbox.carry_out_bulk")
def carry_out_bulk(entry_id: int, token: int) -> None:
    """Carry out an entry that may wait behind the urgent ones."""
    _attempt(entry_id, token)


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Forget what was done long ago."""
    operations.sweep(at=timezone.now())


def _attempt_all(claims: list[tuple[int, int]]) -> None:
    try:
        running.carry_out_together(claims)
    except (DatabaseError, InterfaceError) as error:
        log.warning("The database went away during %d entries: %s", len(claims), error)


def _attempt(entry_id: int, token: int) -> None:
    """One attempt. Without its database a worker can note nothing: the lease brings the entry back."""
    try:
        running.carry_out(entry_id, token)
    except (DatabaseError, InterfaceError) as error:
        log.warning("The database went away during entry %s: %s", entry_id, error)
