"""An incident's messages: the words of the occasion, and one message to one reader, written once."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from accounts.queries import company
from incidents import facts
from incidents.messages import Occasion, Speaker
from incidents.models import CustomerReport, Incident
from incidents.queries.readers import Recipient
from incidents.queries.wording import wording
from incidents.wording import Words
from notifications.operations import Outgoing

URGENT = ("P1", "P2")
MOST_DIGITS = 9


def speaker_of(incident: Incident, *, at: datetime, report: str = "") -> Speaker:
    """Who words the messages about this incident as it stands."""
    return Speaker(occasion_of(incident, at=at, report=report), wording().find)


def occasion_of(incident: Incident, *, at: datetime, report: str = "") -> Occasion:
    """What the words about this incident are made from."""
    public = incident.public_words
    return Occasion(
        company=company().name,
        reference=incident.reference,
        title=incident.title,
        priority=incident.priority,
        affected=incident.customers.filter(state="affected").count(),
        incident_url=f"{settings.PUBLIC_URL}/incidents/{incident.number}/",
        status_url=f"{settings.PUBLIC_URL}/status/",
        at=at,
        public_title=public.get("title", ""),
        public_text=public.get("text", ""),
        next_update_at=facts.ask_one("promised_at", incident.pk),
        components=tuple(facts.ask_one("public_components", incident.pk)),
        report=report,
    )


def sample_of(incident_id: str | None, *, at: datetime) -> Occasion:
    """A real incident for a preview, with made-up public words while it has none; or an example altogether."""
    typed = incident_id or ""
    number = int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else 0
    incident = Incident.objects.filter(pk=number).first()
    if incident is None:
        found = _example(at)
    else:
        report = CustomerReport.objects.filter(incident=incident).values_list("text", flat=True).first()
        found = occasion_of(incident, at=at, report=report or "")
    example = _example(at)
    return replace(
        found,
        public_title=found.public_title or example.public_title,
        public_text=found.public_text or example.public_text,
        next_update_at=found.next_update_at or example.next_update_at,
        components=found.components or example.components,
        report=found.report or example.report,
    )


def _example(at: datetime) -> Occasion:
    return Occasion(
        company=company().name,
        reference="INC-0",
        title="Orders of the UK are refused",
        priority="P1",
        affected=3,
        incident_url=f"{settings.PUBLIC_URL}/incidents/0/",
        status_url=f"{settings.PUBLIC_URL}/status/",
        at=at,
        public_title="Orders are refused",
        public_text="We see that orders are refused, and are working on it.",
        next_update_at=at + timedelta(minutes=30),
        components=(("Orders", "major_outage"),),
        report="Between 14:40 and 15:30 orders were refused. The cause was …",
    )


def outgoing(incident: Incident, prefix: str, kind: str, to: Recipient, words: Words) -> Outgoing:
    """One message of the incident to one person; `prefix` and the person make it once."""
    return Outgoing(
        key=f"{prefix}:{to.key}:{to.channel}"[:200],
        kind=kind,
        subject_key=incident.key,
        recipient=to.key,
        recipient_label=to.label,
        channel=to.channel,
        address=to.address,
        title=words.subject,
        body=words.text,
        urgent=incident.priority in URGENT,
        language=to.reader.language,
    )
