"""What beat calls: the watch over escalations, every minute."""

from celery import shared_task
from django.utils import timezone

from oncall.heartbeat import ping
from oncall.operations import audit as watch


@shared_task(name="oncall.audit")
def audit() -> None:
    """Prove that no escalation is lost; the outside heartbeat hears of it only when that is so."""
    if not watch.audit(at=timezone.now()):
        ping()
