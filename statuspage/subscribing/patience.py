"""Decides how long a letter that was not taken waits, and when we stop trying an address. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from notifications.channels.protocol import ChannelFailure, PermanentFailure, TemporaryFailure

WAITS_S = (60, 300, 900, 3600, 14400)
"""After each failure; the last one ever after."""

LATEST = timedelta(hours=24)
"""A letter that no server took for a day is news no more."""

PATIENCE = timedelta(days=3)
"""A program's address at which nothing was taken for so long is paused."""

MOST_IN_A_ROW = 10
"""So many letters refused one after the other, and it is not they: the server wants to be left alone."""

SERVER = frozenset({"421", "454", "connection", "timeout", "535", "530"})
"""What a mail server says of itself, not of one receiver."""


class Verdict(Enum):
    """What follows from a failure."""

    LATER = auto()  # this letter once more
    FAILED = auto()  # this letter never, the next one to the same address may do
    GONE = auto()  # the address is no more
    STOP = auto()  # no letter just now


def of_mail(failure: ChannelFailure, *, told_at: datetime, at: datetime) -> Verdict:
    """Of a mail."""
    if failure.code in SERVER:
        return Verdict.STOP
    if isinstance(failure, PermanentFailure) and failure.contact_is_invalid:
        return Verdict.GONE
    hopeless = isinstance(failure, PermanentFailure) and not failure.needs_operator
    return Verdict.FAILED if hopeless or at - told_at >= LATEST else Verdict.LATER


def of_program(failure: ChannelFailure, *, failing_since: datetime, at: datetime) -> Verdict:
    """Of a webhook, Slack or Teams: a program may be mended, so all that it says is worth another try, for days."""
    said_so = isinstance(failure, PermanentFailure) and failure.contact_is_invalid
    return Verdict.GONE if said_so or at - failing_since >= PATIENCE else Verdict.LATER


def wait_of_mail(told_at: datetime, at: datetime) -> timedelta:
    """How long a letter that was not taken waits: the older the news, the longer."""
    least, most = timedelta(seconds=WAITS_S[0]), timedelta(seconds=WAITS_S[-1])
    return min(max(least, (at - told_at) / 2), most)


def wait(failures: int, failure: ChannelFailure) -> timedelta:
    """How long after the so-manieth failure in a row (1 = first); never less than was asked for."""
    asked = failure.wait_s if isinstance(failure, TemporaryFailure) else 0.0
    return timedelta(seconds=max(asked, WAITS_S[min(max(failures, 1), len(WAITS_S)) - 1]))
