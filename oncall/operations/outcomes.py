"""Messages in chats say what has become of the incident: who has it, who passed it on, or that it is over.

Where a message cannot be written anew, a second one says who has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from incidents.models import Incident
from notifications.amending import AMENDABLE, have_amended
from notifications.models import Delivery
from notifications.operations import Outgoing, send
from oncall.models import EscalationRun, Page
from oncall.operations.posting import POST
from oncall.operations.runs import locked
from oncall.paging import words
from oncall.queries import RESPONDING, latest_run, needs_nobody
from outbox.handling import MOOT

Outcome = Callable[[], str]
TAKES_ONLY = ("teams",)
"""Chats that show what is posted, and let nobody write it anew."""


def show_outcome(*, incident_id: int, fact: str, at: datetime) -> str | None:
    """Have every message about it written anew whose question is answered. Moot when none stands in a chat."""
    with transaction.atomic():
        incident = locked(incident_id)
        standing = list(_standing(incident))
        for delivery, outcome in standing:
            have_amended([delivery], outcome=outcome, fact=fact, at=at)
        second = _second(incident, standing)
        send(second, at=at)
    return None if standing else MOOT


def _second(incident: Incident, standing: Sequence[tuple[Delivery, Outcome]]) -> list[Outgoing]:
    """One more message to everybody whose channel only takes; whoever has it needs none."""
    run = latest_run(incident)
    if run is None or run.acknowledged_by is None or not run.is_held or needs_nobody(incident):
        return []
    whose, found = run.acknowledged_by, {}
    for delivery, _ in standing:
        if delivery.channel in TAKES_ONLY and delivery.recipient != whose.key:
            key = f"{run.key}:taken:{whose.pk}:{delivery.recipient}:{delivery.channel}"
            found[key] = _card(key, delivery, incident, str(whose))
    return list(found.values())


def _card(key: str, delivery: Delivery, incident: Incident, whose: str) -> Outgoing:
    with override(delivery.language):
        said = words.was_taken(whose)
    return Outgoing(
        key=key,
        kind="outcome",
        subject_key=incident.key,
        recipient=delivery.recipient,
        recipient_label=delivery.recipient_label,
        channel=delivery.channel,
        address=delivery.address,
        title=delivery.title,
        body=said,
        link=f"{settings.PUBLIC_URL}/incidents/{incident.number}/",
        language=delivery.language,
    )


def _standing(incident: Incident) -> Iterator[tuple[Delivery, Outcome]]:
    """Messages whose question is answered, each with the words for it."""
    about = {
        "subject_key": incident.key,
        "kind__in": ("page", POST),
        "channel__in": (*AMENDABLE, *TAKES_ONLY),
    }
    sent = list(Delivery.objects.filter(**about).exclude(provider_id="").order_by("id"))
    pages = {page.key: page for page in incident.pages.filter(purpose__in=RESPONDING)} if sent else {}
    run = latest_run(incident) if sent else None
    for delivery in sent:
        page = pages.get(delivery.key.rsplit(":", 2)[0])
        outcome = _outcome(page, incident, run) if page or delivery.kind == POST else None
        if outcome is not None:
            yield delivery, outcome


def _outcome(page: Page | None, incident: Incident, run: EscalationRun | None) -> Outcome | None:
    """None while this page still waits for an answer."""
    if needs_nobody(incident):
        return words.is_over
    if page is not None and page.answer == Page.Answer.DECLINED:
        return words.was_declined
    taken_by = str(run.acknowledged_by) if run is not None and run.is_held else ""
    if not taken_by or (page is not None and page.each_acks and not page.answer):
        return None
    return partial(words.was_taken, taken_by)
