"""What colleagues are mailed about a change: who is asked to approve it, and its requester what came of it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from catalog.models import Change


def ask_approvers(change: Change, approvers: Iterable[int]) -> dict[str, Any]:
    """For those who are asked: what is to be changed, why, when, and how it is taken back."""
    lines = [
        f"{change.requester_label} asks you to approve {change.reference}: {change.what}",
        f"Why: {change.why}" if change.why else "",
        f"When: {_window(change)}" if change.starts_at and change.ends_at else "",
        f"Risk: {change.get_risk_display()}" if change.risk else "",
        f"What it may do: {change.impact}" if change.impact else "",
        f"Taken back by: {change.rollback_plan}" if change.rollback_plan else "",
        "All who are asked have to approve; one rejection is enough.",
    ]
    return _told(change, f"Please approve {change.reference}: {change.what}", lines, approvers)


def tell_verdict(change: Change, verdict: str, *, by: str, words: str) -> dict[str, Any]:
    """For the requester: approved or rejected, by whom, and why."""
    said = f"{change.reference} is {verdict}: {change.what}"
    lines = [said, f"{by}: {words}" if words.strip() else f"The last word had {by}."]
    return _told(change, said, lines, [change.requester_id] if change.requester_id else [])


def _window(change: Change) -> str:
    return f"{change.starts_at:%-d %B %Y %H:%M} to {change.ends_at:%-d %B %Y %H:%M} UTC"


def _told(change: Change, title: str, lines: Iterable[str], people: Iterable[int]) -> dict[str, Any]:
    return {
        "title": title[:200],
        "text": "\n\n".join(line for line in lines if line),
        "url": f"{settings.PUBLIC_URL}{reverse('catalog:change', args=[change.pk])}",
        "people": sorted(people),
    }
