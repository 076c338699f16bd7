"""What beat calls: the static copy of the status page is written anew, so that its age says whether all is well."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from statuspage.operations import following
from statuspage.published import carrying, copying
from statuspage.subscribing import forgetting


@shared_task(name="statuspage.renew_copy")
def renew_copy() -> None:
    """As of now; safe to run as often as one likes."""
    if copying.renew(at=timezone.now()) and carrying.is_wanted():
        carrying.carry(settings.STATUS_DIR)


@shared_task(name="statuspage.follow_assets")
def follow_assets() -> None:
    """Assets may change without a fact that says so; whoever follows them is looked at each minute."""
    following.follow_assets(at=timezone.now())


@shared_task(name="statuspage.forget")
def forget() -> None:
    """What serves nobody any more of subscribers and their letters."""
    forgetting.forget(at=timezone.now())
