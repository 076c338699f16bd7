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
    if probe is None or probe.user_id != inbound.user.pk:
        return None
    return confirm(probe=probe, via=inbound.channel, actor=inbound.user.named, at=inbound.at)


def _meant(inbound: Inbound) -> Probe | None:
    """By a key, or under the message: that test. By a word alone: the newest that went to this address."""
    tests = Probe.objects.select_related("user", "method")
    if inbound.about:
        return tests.filter(key=inbound.about).first() if _word(inbound) in ("1", WORD) else None
    if _word(inbound) != WORD:
        return None
    recent = tests.filter(user=inbound.user, sent_at__gt=inbound.at - OPEN_FOR)
    here = recent.filter(method__kind=inbound.channel, method__address=inbound.sender)
    return here.order_by("-sent_at", "-pk").first()


def _word(inbound: Inbound) -> str:
    return inbound.body.strip().strip(".!").lower()
