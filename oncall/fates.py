"""The life of each message of a page, in words: on its way, sent, delivered, failed and why, held back and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifications.models import Attempt, Delivery
from notifications.naming import said

_FATES = {
    "pending": "on its way",
    "sent": "sent",
    "delivered": "delivered",
    "failed": "failed",
    "cancelled": "not sent",
}
_STATES = {
    Attempt.State.ASKING: "being handed over",
    Attempt.State.SENT: "taken",
    Attempt.State.DELIVERED: "delivered",
    Attempt.State.UNCONFIRMED: "taken, no receipt within a minute",
    Attempt.State.DELAYED: "not taken, tried again",
    Attempt.State.LOST: "taken, then lost",
    Attempt.State.REFUSED: "refused",
    Attempt.State.HOPELESS: "failed",
}
_SETTLED = {Attempt.State.ASKING, Attempt.State.SENT, Attempt.State.DELIVERED}


@dataclass(frozen=True, kw_only=True)
class Try:
    """One line of a message's life."""

    at: datetime
    words: str
    bad: bool


@dataclass(frozen=True, kw_only=True)
class Life:
    """All messages of one page: what became of each, and every attempt where there is more to tell."""

    words: str
    tries: tuple[Try, ...] = ()


def life_of(deliveries: Sequence[Delivery], tries: Sequence[Attempt], *, waiting: bool) -> Life:
    """`waiting`: the person's answer is still awaited, so that what is yet to come matters."""
    told = [f"{said(d.channel)} {fate(d)}" for d in deliveries if _is_told(d, waiting=waiting)]
    mine = {d.pk: d for d in deliveries}
    lines = [_line(one, mine[one.delivery_id]) for one in tries if one.delivery_id in mine]
    lines += [_not_sent(d) for d in deliveries if d.state == Delivery.State.CANCELLED and d.error]
    # Where each message simply left there is nothing to add to its fate.
    worth = len(lines) > len(deliveries) or any(line.bad for line in lines)
    return Life(words=", ".join(told), tries=tuple(sorted(lines, key=lambda one: one.at)) if worth else ())


def have_failed(deliveries: Iterable[Delivery]) -> bool:
    """Whether nothing reached the person."""
    states = {one.state for one in deliveries}
    return bool(states) and states <= {Delivery.State.FAILED}


def fate(delivery: Delivery) -> str:
    """What became of one message."""
    words = "to follow" if is_to_follow(delivery) else _FATES.get(delivery.state, delivery.state)
    why = delivery.error.rstrip(".") if delivery.state == Delivery.State.FAILED else ""
    return f"{words} ({why})" if why else words


def is_to_follow(delivery: Delivery) -> bool:
    """A call that gives the person a minute to answer the text message."""
    return delivery.channel == "voice" and delivery.state == "pending" and not delivery.attempts


def _is_told(delivery: Delivery, *, waiting: bool) -> bool:
    return delivery.state != "cancelled" and (waiting or not is_to_follow(delivery))


def _line(one: Attempt, delivery: Delivery) -> Try:
    state = Attempt.State(one.state)
    why = f": {one.error}" if one.error and state not in _SETTLED else ""
    through = f" through {one.provider}" if one.provider else ""
    words = f"{said(delivery.channel)}{through} {_STATES[state]}{why}"
    return Try(at=one.receipt_at or one.answered_at or one.asked_at, words=words, bad=state not in _SETTLED)


def _not_sent(delivery: Delivery) -> Try:
    words = f"{said(delivery.channel)} not sent: {delivery.error}"
    return Try(at=delivery.attempted_at or delivery.created_at, words=words, bad=False)
