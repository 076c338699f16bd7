"""An incident's messages: the words of the occasion, and one message to one reader, written once."""

from datetime import datetime

from django.conf import settings

from accounts.queries import company
from incidents import facts
from incidents.messages import Occasion, Speaker
from incidents.models import Incident
from incidents.queries.readers import Recipient
from incidents.queries.wording import wording
from incidents.wording import Words
from notifications.operations import Outgoing

URGENT = ("P1", "P2")


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
