"""Reads of what a phone or mailbox has been sent of late."""

from datetime import datetime

from notifications.limits import LIMITS, LONGEST, free_at
from notifications.models import Delivery

COUNTED = ("page", "bundle")


def sent_to(channel: str, address: str, *, at: datetime) -> list[datetime]:
    """When the pages of the last hours left for this destination."""
    recent = Delivery.objects.filter(channel=channel, address=address, sent_at__gt=at - LONGEST)
    return [sent for sent in recent.filter(kind__in=COUNTED).values_list("sent_at", flat=True) if sent]


def is_first(delivery: Delivery) -> bool:
    """Whether this destination has been sent no page about the same subject yet."""
    same = Delivery.objects.filter(
        channel=delivery.channel, address=delivery.address, subject_key=delivery.subject_key, kind="page"
    )
    return not same.exclude(pk=delivery.pk).exclude(sent_at=None).exists()


def room_at(channel: str, address: str, *, at: datetime) -> datetime | None:
    """When the next page may leave for this destination; None when it may at once."""
    return free_at(sent_to(channel, address, at=at), at, channel=channel) if channel in LIMITS else None
