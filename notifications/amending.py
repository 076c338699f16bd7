"""Messages that were sent say what has become of the matter, where their channel can write them anew."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import override

from notifications import letters, ways_out
from notifications.channels import registry
from notifications.channels.protocol import (
    Amends,
    ChannelFailure,
    Message,
    Offer,
    ReadsPresses,
    TemporaryFailure,
)
from notifications.models import Delivery
from outbox.handling import TryAgain
from outbox.operations import ToDo, put_many

logger = logging.getLogger(__name__)
TOPIC = "notifications.amend"
AMENDABLE = ("slack",)
_AGAIN_S = 5


def message_of(delivery: Delivery, *, outcome: str = "") -> Message:
    """What a channel is given of a delivery; a letter looks like one, and says how to get no more of them."""
    url = ways_out.way_out_of(delivery)
    return Message(
        subject=delivery.title,
        text=letters.with_way_out(delivery, url),
        html=letters.html_of(delivery, url) if letters.is_letter(delivery) else None,
        headers=ways_out.headers_of(url),
        link=delivery.link,
        offers=tuple(Offer(key, words) for key, words in delivery.offers),
        language=delivery.language,
        outcome=outcome,
    )


def have_amended(
    deliveries: Iterable[Delivery], *, outcome: Callable[[], str], fact: str, at: datetime
) -> None:
    """Put it into the outbox, in the caller's transaction; `outcome` words it in the language of each message."""
    put_many(
        [
            ToDo(
                topic=TOPIC,
                key=f"{one.pk}~{fact}"[:200],
                due_at=at,
                payload={"delivery": one.key, "outcome": _worded(outcome, one.language)},
            )
            for one in deliveries
            if one.channel in AMENDABLE
        ],
        at=at,
    )


def _worded(outcome: Callable[[], str], language: str) -> str:
    with override(language):
        return outcome()


def amend(*, delivery_key: str, outcome: str) -> bool:
    """Write one message anew; False for one that never left, or whose channel cannot. Raises TryAgain."""
    delivery = Delivery.objects.filter(key=delivery_key).exclude(provider_id="").first()
    if delivery is None:
        return False
    try:
        channel = registry.provider(delivery.channel, delivery.provider)
        if not isinstance(channel, Amends):
            return False
        channel.amend(delivery.provider_id, message_of(delivery, outcome=outcome))
    except ChannelFailure as failure:
        return _gone_wrong(failure)
    return True


def answer_press(*, channel: str, answer_to: str, words: str) -> bool:
    """Tell whoever pressed a button what it did. Raises TryAgain."""
    try:
        adapter = registry.channel(channel)
        if not isinstance(adapter, ReadsPresses) or not answer_to:
            return False
        adapter.answer_press(answer_to, words)
    except ChannelFailure as failure:
        return _gone_wrong(failure)
    return True


def _gone_wrong(failure: ChannelFailure) -> bool:
    """Nobody waits for it in order to act: worth a second try, and no alarm."""
    if isinstance(failure, TemporaryFailure):
        raise TryAgain(str(failure), seconds=max(_AGAIN_S, failure.wait_s))
    logger.warning("A message could not be written anew: %s", failure)
    return False
