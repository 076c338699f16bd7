"""What Celery may do: carry out an entry by id. The table is the argument."""

from celery import shared_task
from django.utils import timezone

from outbox import operations
from outbox.running import carry_out


@shared_task(name="outbox.carry_out_urgent")
def carry_out_urgent(entry_id: int, token: int) -> None:
    """Carry out an urgent entry."""
    carry_out(entry_id, token)


@shared_task(name="outbox.carry_out_bulk")
def carry_out_bulk(entry_id: int, token: int) -> None:
    """Carry out an entry that may wait behind the urgent ones."""
    carry_out(entry_id, token)


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Forget what was done long ago."""
    operations.sweep(at=timezone.now())
