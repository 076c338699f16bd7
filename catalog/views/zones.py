"""Times on the pages of the catalog are typed and shown in the reader's zone."""

from contextlib import AbstractContextManager
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone


def reading_zone(request: HttpRequest) -> AbstractContextManager[None]:
    """The reader's zone, while a page is made."""
    return timezone.override(zone_of(request))


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The zone of who reads."""
    return ZoneInfo(getattr(request.user, "zone", "UTC"))
