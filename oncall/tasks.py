"""What beat calls: the watch over escalations, every minute; and the tests of the month, every hour."""

from celery import shared_task
from django.utils import timezone

from oncall.heartbeat import ping
from oncall.operations import audit as watch
from oncall.operations import monthly
from oncall.operations.handing_over import plan_notices
from oncall.operations.telling_gaps import tell_gaps


@shared_task(name="oncall.audit")
def audit() -> None:
    """Prove that no escalation is lost; the outside heartbeat hears of it only when that is so."""
    if not watch.audit(at=timezone.now()):
        ping()


@shared_task(name="oncall.plan_tests")
def plan_tests() -> None:
    """Plan everybody's test of this month; safe to run as often as one likes."""
    monthly.plan_month(at=timezone.now())


@shared_task(name="oncall.look_ahead")
def look_ahead() -> None:
    """Plan the notices of hand-overs and tell of gaps; safe to run as often as one likes."""
    now = timezone.now()
    plan_notices(at=now)
    tell_gaps(at=now)
