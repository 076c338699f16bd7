"""Messages with buttons say what has become of the incident: who has it, who passed it on, or that it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from django.db import transaction

from incidents.models import Incident
from notifications.amending import AMENDABLE, have_amended
from notifications.models import Delivery
from oncall.models import EscalationRun, Page
from oncall.operations.posting import POST
from oncall.operations.runs import locked
from oncall.paging import words
from oncall.queries import RESPONDING, latest_run, needs_nobody
from outbox.handling import MOOT

Outcome = Callable[[], str]


def show_outcome(*, incident_id: int, fact: str, at: datetime) -> str | None:
    """Have every message about it written anew whose question is answered. Moot when none stands in a chat."""
    with transaction.atomic():
        incident = locked(incident_id)
        standing = list(_standing(incident))
        for delivery, outcome in standing:
            have_amended([delivery], outcome=outcome, fact=fact, at=at)
    return None if standing else MOOT


def _standing(incident: Incident) -> Iterator[tuple[Delivery, Outcome]]:
    """Messages whose question is answered, each with the words for it."""
    about = {"subject_key": incident.key, "kind__in": ("page", POST), "channel__in": AMENDABLE}
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
