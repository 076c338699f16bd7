"""Providers that have carried nothing for so long that nobody knows whether they still would."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.urls import reverse

from notifications.carried import last_carried
from notifications.naming import said
from oncall.readiness.finding import Finding


def untested(kinds: Collection[str], *, at: datetime) -> Iterator[Finding]:
    """Each provider that took no message of late, and when it last did; of the channels that somebody is reached by."""
    for one in last_carried(at=at):
        if one.channel in kinds and one.is_stale(at):
            when = "has carried nothing yet" if one.at is None else "last carried a message"
            words = f"{one.provider.title()} ({said(one.channel)}) {when}: nobody knows whether it works."
            yield Finding(
                words=words,
                url=reverse("notifications:providers"),
                mend="Send a test",
                grave=False,
                at=one.at,
            )
