"""Readiness of live calls: numbers that nobody can bring us calls to, or that would ring nobody's phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from notifications import lines
from oncall.models import HuntGroup, HuntMember, LiveCall
from oncall.queries.live import phones_of
from oncall.readiness.finding import Finding


def unanswered_numbers(*, at: datetime) -> Iterator[Finding]:
    """By group: no provider, nobody with a phone, or no call yet that would show that the number leads to us."""
    groups = list(HuntGroup.objects.exclude(number="").order_by("name"))
    if not groups:
        return
    members = list(HuntMember.objects.filter(group__in=groups, paused=False).values_list("group", "user"))
    phones = phones_of([user for _, user in members])
    rings = {group for group, user in members if user in phones}
    called = set(
        LiveCall.objects.filter(number__in=[group.number for group in groups]).values_list(
            "number", flat=True
        )
    )
    for group in groups:
        url = reverse("oncall:group", args=[group.pk])
        if not lines.takes_calls():
            words = f"{group.name} has the number {group.number}, but no provider of calls is set up."
            yield Finding(words=words, url=url, mend="Ask the operator for Twilio")
        elif group.pk not in rings:
            words = f"A call to {group.number} rings nobody: no member of {group.name} has a verified phone."
            yield Finding(words=words, url=url, mend="Add a member who has one")
        if group.number not in called:
            words = f"No call to {group.number} of {group.name} has come yet: the number may not lead here."
            yield Finding(words=words, url=url, mend="Call it once", grave=False)
