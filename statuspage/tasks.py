"""What beat calls: the static copy of the status page is written anew, so that its age says whether all is well."""

from celery import shared_task
from django.utils import timezone

from statuspage.published import copying


@shared_task(name="statuspage.renew_copy")
def renew_copy() -> None:
    """As of now; safe to run as often as one likes."""
    copying.renew(at=timezone.now())
