"""The life of each message of a page, in words: on its way, sent, delivered, failed and why, held back and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from notifications.models import Attempt, Delivery
from notifications.naming import UNANSWERED, said

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
    Attempt.State.DELAYED: "not taken",
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
    lines = [
        line for d in deliveries for line in _lines(d, [one for one in tries if one.delivery_id == d.pk])
    ]
    return Life(words=", ".join(told), tries=tuple(sorted(lines, key=lambda one: one.at)))


def _lines(delivery: Delivery, tries: Sequence[Attempt]) -> list[Try]:
    """Every attempt, the same again and again in one line; nothing where the message's fate says it all."""
    if delivery.state == Delivery.State.CANCELLED and delivery.error:
        return [_not_sent(delivery)]
    alike = [list(group) for _, group in groupby(tries, key=lambda one: (one.provider, one.state, one.error))]
    if len(alike) == 1 and alike[0][0].state != Attempt.State.UNCONFIRMED:
        return []
    return [_line(group[-1], delivery, times=len(group)) for group in alike]


def have_failed(deliveries: Iterable[Delivery]) -> bool:
    """Whether nothing reached the person."""
    states = {one.state for one in deliveries}
    return bool(states) and states <= {Delivery.State.FAILED}


def fate(delivery: Delivery) -> str:
    """What became of one message."""
    words = "to follow" if is_to_follow(delivery) else _FATES.get(delivery.state, delivery.state)
    if delivery.state == Delivery.State.FAILED and delivery.error_code in UNANSWERED:
        words = "not answered"
    why = delivery.error.rstrip(".") if delivery.state == Delivery.State.FAILED else ""
    return f"{words} ({why})" if why else words


def is_to_follow(delivery: Delivery) -> bool:
    """A call that gives the person a minute to answer the text message."""
    return delivery.channel == "voice" and delivery.state == "pending" and not delivery.attempts


def _is_told(delivery: Delivery, *, waiting: bool) -> bool:
    return delivery.state != "cancelled" and (waiting or not is_to_follow(delivery))


def _line(one: Attempt, delivery: Delivery, *, times: int) -> Try:
    state = Attempt.State(one.state)
    why = f": {one.error}" if one.error and state not in _SETTLED else ""
    through = f" through {one.provider}" if one.provider else ""
    often = f", {times} times" if times > 1 else ""
    became = "not answered" if one.error_code in UNANSWERED else _STATES[state]
    words = f"{said(delivery.channel)}{through} {became}{often}{why}"
    return Try(at=one.receipt_at or one.answered_at or one.asked_at, words=words, bad=state not in _SETTLED)


def _not_sent(delivery: Delivery) -> Try:
    words = f"{said(delivery.channel)} not sent: {delivery.error}"
    return Try(at=delivery.attempted_at or delivery.created_at, words=words, bad=False)
