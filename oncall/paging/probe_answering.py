"""What a word or a key in answer to a test page does."""

from __future__ import annotations

from datetime import timedelta

from notifications.responders import Inbound
from oncall.models import Probe
from oncall.operations.probing import confirm
from oncall.paging.probe_words import WORD

OPEN_FOR = timedelta(days=14)


def answer(inbound: Inbound) -> str | None:
    """The responder for test pages; None when the message is about something else."""
    probe = _meant(inbound)
    if probe is None:
        return None
    return confirm(probe=probe, via=inbound.channel, actor=probe.user.named, at=inbound.at)


def _meant(inbound: Inbound) -> Probe | None:
    """By a key, or under the message: that test. By a word alone: the newest that went to this address.

    On a phone that several people share each word answers for the next of them.
    """
    people = (inbound.user, *inbound.also)
    tests = Probe.objects.filter(user__in=people).select_related("user", "method")
    if inbound.about:
        return tests.filter(key=inbound.about).first() if _word(inbound) in ("1", WORD) else None
    if _word(inbound) != WORD:
        return None
    recent = tests.filter(sent_at__gt=inbound.at - OPEN_FOR)
    here = recent.filter(method__kind=inbound.channel, method__address=inbound.sender)
    newest = here.order_by("user", "-sent_at", "-pk").distinct("user")
    return min(newest, key=lambda test: (bool(test.confirmed_at), -test.sent_at.timestamp()), default=None)


def _word(inbound: Inbound) -> str:
    return inbound.body.strip().strip(".!").lower()
