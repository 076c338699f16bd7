"""Reads of what a phone or mailbox has been sent of late."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from notifications.limits import LIMITS, LONGEST, free_at
from notifications.models import Delivery

COUNTED = ("page", "bundle")


def sent_to(channel: str, address: str, *, at: datetime) -> list[datetime]:
    """When the pages of the last hours left for this destination."""
    return sent_among([(channel, address)], at=at)[channel, address]


def sent_among(places: Iterable[tuple[str, str]], *, at: datetime) -> dict[tuple[str, str], list[datetime]]:
    """The same for several, each a channel and an address; nothing is asked about channels without a limit."""
    found: dict[tuple[str, str], list[datetime]] = {place: [] for place in places}
    addresses = defaultdict[str, list[str]](list)
    for channel, address in found:
        if channel in LIMITS:
            addresses[channel].append(address)
    for channel, some in addresses.items():
        recent = Delivery.objects.filter(channel=channel, address__in=some, sent_at__gt=at - LONGEST)
        for address, sent in recent.filter(kind__in=COUNTED).values_list("address", "sent_at"):
            found[channel, address].append(sent)  # type: ignore[arg-type]  # never null, by the question
    return found


def is_first(delivery: Delivery) -> bool:
    """Whether this destination has been sent no page about the same subject yet."""
    same = Delivery.objects.filter(
        channel=delivery.channel, address=delivery.address, subject_key=delivery.subject_key, kind="page"
    )
    return not same.exclude(pk=delivery.pk).exclude(sent_at=None).exists()


def room_at(channel: str, address: str, *, at: datetime) -> datetime | None:
    """When the next page may leave for this destination; None when it may at once."""
    return free_at(sent_to(channel, address, at=at), at, channel=channel) if channel in LIMITS else None
