"""What beat calls: whether the review of single points of failure is due, and reports that are old enough to go."""

from celery import shared_task
from django.utils import timezone

from catalog.operations.change_reception import forget_reports
from catalog.operations.spof_review import remind


@shared_task(name="catalog.spof_cadence")
def spof_cadence() -> None:
    """Remind people, each reminder once; safe to run as often as one likes."""
    now = timezone.now()
    remind(today=now.date(), at=now)


@shared_task(name="catalog.sweep")
def sweep() -> None:
    """Forget what machines reported long ago."""
    forget_reports(at=timezone.now())
