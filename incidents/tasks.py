"""What beat calls: answered requests that are old enough to go."""

from celery import shared_task
from django.utils import timezone

from incidents.operations.once import forget_answers


@shared_task(name="incidents.sweep")
def sweep() -> None:
    """Forget the keys of requests that were answered long ago."""
    forget_answers(at=timezone.now())
