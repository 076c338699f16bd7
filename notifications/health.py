"""How the providers do: which can be asked for a channel, and what a success or failure means for the next message."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from notifications.breaker import Health, after_failure, rests
from notifications.channels import registry
from notifications.channels.protocol import ChannelFailure, TemporaryFailure
from notifications.failover import Provider
from notifications.models import ProviderHealth
from notifications.telling import Word, tell_staff
from timeline.actors import SYSTEM
from timeline.operations import record

TOLD = ("ops_manager", "admin")


def candidates(channel: str, *, at: datetime) -> list[Provider]:
    """The channel's providers in the order of the settings; those that rest are marked.

    A channel without any has a nameless one: asking it says what is missing.
    """
    resting = {
        row.provider
        for row in ProviderHealth.objects.filter(channel=channel, rests_until__gt=at)
        if rests(Health(failures=row.failures, rests_until=row.rests_until), at)
    }
    return [Provider(name, rests=name in resting) for name in registry.provider_names(channel) or ("",)]


def note_success(*, channel: str, provider: str, at: datetime) -> None:
    """It works. Written only where something had failed: a thousand pages do not queue for one row."""
    ProviderHealth.objects.filter(channel=channel, provider=provider, failures__gt=0).update(
        failures=0, rests_until=None, worked_at=at
    )


def note_failure(*, channel: str, provider: str, failure: ChannelFailure, at: datetime) -> None:
    """Count what speaks against the provider itself, and tell managers what only they can mend."""
    if not provider:
        return
    if failure.needs_operator:
        _alarm(channel, provider, failure, at)
    if isinstance(failure, TemporaryFailure) or failure.needs_operator:
        _count(channel, provider, failure, at)


def wake(*, channel: str, provider: str, actor: Actor, at: datetime) -> None:
    """Somebody knows that its trouble is over: it takes its place in the order again."""
    with transaction.atomic():
        resting = ProviderHealth.objects.filter(channel=channel, provider=provider, failures__gt=0)
        if resting.update(failures=0, rests_until=None):
            record(
                "provider.woken",
                subject=f"provider:{channel}:{provider}",
                actor=actor.named,
                at=at,
                data={"channel": channel, "provider": provider},
            )


def _count(channel: str, provider: str, failure: ChannelFailure, at: datetime) -> None:
    ProviderHealth.objects.get_or_create(channel=channel, provider=provider)
    row = ProviderHealth.objects.select_for_update().get(channel=channel, provider=provider)
    before = Health(failures=row.failures, rests_until=row.rests_until)
    after = after_failure(before, at)
    if after == before:
        return
    row.failures, row.rests_until, row.failed_at = after.failures, after.rests_until, at
    row.error_code, row.error = failure.code[:20], failure.sentence[:300]
    row.save()
    if after.rests_until is not None:
        seconds = round((after.rests_until - at).total_seconds())
        data = {"channel": channel, "provider": provider, "seconds": seconds, "failures": after.failures}
        record(
            "provider.rests",
            subject=f"provider:{channel}:{provider}",
            actor=SYSTEM,
            at=at,
            data={**data, "why": row.error},
        )


def _alarm(channel: str, provider: str, failure: ChannelFailure, at: datetime) -> None:
    """A mail to those who can mend it, once an hour for each provider and code."""
    text = (
        f"{provider} did not take our message ({channel}): {failure.sentence} (code {failure.code})\n\n"
        "Other providers and channels are used meanwhile. Somebody has to look at the settings."
    )
    word = Word(
        key=f"provider:{channel}:{provider}:{failure.code}:{at:%Y%m%d%H}",
        subject_key=f"provider:{channel}:{provider}",
        title=f"{provider} refuses our messages: {failure.sentence}",
        text=text,
    )
    tell_staff(word, list_name="", roles=TOLD, at=at)
