"""What the link in a page leads to: who is asked what, and how the matter stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from incidents import facts
from incidents.models import Incident, IncidentCustomer
from oncall.models import EscalationRun, Page
from oncall.queries import latest_run, needs_nobody
from oncall.shown.incident import next_who

State = EscalationRun.State
TAKE = mark("Take it")
_BUTTONS = {"im": mark("Lead it"), "reminder": mark("Still on it")}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the link in a page shows before and after its one button."""

    state: str
    number: str
    title: str
    who: str
    priority: str
    detected_at: datetime
    words: str
    customers: str
    before: str
    action: str
    button: str
    then: str
    taken_by: str
    taken_at: datetime | None
    incident_url: str


def asked_by(page: Page, *, at: datetime, token: str) -> Asked:
    """Who is asked what by this page, and how the matter stands now."""
    incident, run = page.incident, latest_run(page.incident)
    taken = run if run is not None and run.is_held else None
    lead = page.purpose == Page.Purpose.IM
    customers = IncidentCustomer.objects.filter(incident=incident, state="affected").count()
    return Asked(
        state=_standing(page, run),
        number=incident.reference,
        title=incident.title,
        who=str(page.user),
        priority=incident.priority,
        detected_at=incident.detected_at,
        words=_sentence(facts.ask_one("page_line", incident.pk)),
        customers=_customers(customers),
        before=_before(page),
        action=reverse("oncall:ack", args=[token]),
        button=_(_BUTTONS.get(page.purpose, TAKE)),
        then=_then(run, incident, at) if not lead else "",
        taken_by=str(taken.acknowledged_by) if taken else str(incident.helpdesk_owner or ""),
        taken_at=page.answered_at or (taken.acknowledged_at if taken else None),
        incident_url=f"{settings.PUBLIC_URL}/incidents/{incident.number}/",
    )


def _standing(page: Page, run: EscalationRun | None) -> str:
    """open, mine, taken or over."""
    incident = page.incident
    if page.answer == Page.Answer.ACKNOWLEDGED:
        return "mine"
    if page.run is not None and page.run.episode != incident.episode:
        return "over"
    if needs_nobody(incident, since=run.started_at if run else None):
        return "over"
    if page.purpose == Page.Purpose.DISPATCH:
        return "taken" if incident.helpdesk_owner_id else "open"
    if page.purpose == Page.Purpose.IM:
        asked = incident.appointments.filter(user=page.user_id, state="named").exists()
        return "open" if asked else "over"
    if run is not None and run.is_held and not page.each_acks:
        asked_again = page.purpose == Page.Purpose.REMINDER
        return ("open" if asked_again else "mine") if run.acknowledged_by_id == page.user_id else "taken"
    return "over" if run is not None and run.pk != page.run_id and run.state == State.ENDED else "open"


def _then(run: EscalationRun | None, incident: Incident, at: datetime) -> str:
    if run is None or run.next_at is None or run.is_held:
        return ""
    minutes = max(1, round((run.next_at - at).total_seconds() / 60))
    said = _("If nobody takes it, {who} is paged in {minutes} min.")
    return said.format(who=next_who(run, incident, at), minutes=minutes)


def _before(page: Page) -> str:
    earlier = Page.objects.filter(incident=page.incident_id, run=page.run_id, pk__lt=page.pk)
    names = earlier.exclude(user=page.user_id).order_by("pk").values_list("user__name", flat=True)
    found = list(dict.fromkeys(names)) if page.run_id else []
    return _("Paged before you: {who}.").format(who=", ".join(found)) if found else ""


def _customers(number: int) -> str:
    if not number:
        return ""
    said = _("One customer affected.") if number == 1 else _("{n} customers affected.")
    return said.format(n=number)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
