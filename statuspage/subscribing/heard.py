"""Decides who would hear the same twice, as one of the plan's people and as a subscriber: the plan knows her better.

The one place where the two ways meet. A letter waits while the plan is still writing, and does not leave to whom the
plan tells; who read it in a letter before she came to be among the plan's people is not told the same by the plan.
A call that somebody is to make takes nothing from anybody: whoever subscribed wants to read it at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Lower

from catalog.models import CustomerContact, PartnerContact
from notifications.models import Delivery
from outbox.models import Entry
from statuspage.models import Announcement, Letter, StatusUpdate, Subscriber

PATIENCE = timedelta(seconds=30)
"""A plan that takes longer to be written has a trouble of its own; subscribers hear it then."""

WRITES = ("incidents.run_plan", "incidents.send_all_clear")
SAYS = ("initial", "update", "all_clear", "correction", "false_alarm")
READ = (Subscriber.Channel.EMAIL.value, Subscriber.Channel.SMS.value)
REACHED = (Delivery.State.SENT, Delivery.State.DELIVERED)
PEOPLE = {"contact": CustomerContact, "partner_contact": PartnerContact}


def plan_is_writing(row: Announcement, *, at: datetime) -> bool:
    """Whether the plan has yet to say to its people what this announcement tells."""
    if row.public_incident is None or at - row.told_at >= PATIENCE:
        return False
    waiting = Entry.objects.filter(topic__in=WRITES, done_at=None, dead_at=None, due_at__lte=at)
    return waiting.filter(payload__incident=row.public_incident.incident_id).exists()


def by_the_plan(row: Announcement, letters: Sequence[Letter]) -> dict[int, bool]:
    """The letters, by their ids, whose reader the plan has told the same (True), or is about to tell (False)."""
    mine = [one for one in letters if one.channel in READ]
    if row.public_incident is None or not mine:
        return {}
    said = Delivery.objects.filter(
        subject_key=row.public_incident.incident.key, kind__in=SAYS, created_at__gte=row.told_at
    )
    if not said.exists():
        return {}
    people = _people_at({one.subscriber.address for one in mine})
    keys = {key for found in people.values() for key in found}
    told = said.filter(recipient__in=keys, state__in=(*REACHED, Delivery.State.PENDING))
    states: dict[str, bool] = {}
    for key, state in told.values_list("recipient", "state"):
        states[key] = states.get(key, False) or state in REACHED
    return {
        one.pk: any(states[key] for key in known)
        for one in mine
        if (known := people.get(one.subscriber.address, set()) & states.keys())
    }


def in_a_letter(incident_ids: Sequence[int]) -> dict[int, dict[str, datetime]]:
    """For each incident the people who read the newest word of it in a letter, and when it was sent."""
    newest = {
        update.public_incident_id: update
        for update in StatusUpdate.objects.filter(
            public_incident__incident__in=incident_ids,
            public_incident__episode=F("public_incident__incident__episode"),
        )
        .select_related("public_incident")
        .order_by("id")
    }
    sent = _arrived().filter(
        announcement__public_incident__in=newest, announcement__kind=Announcement.Kind.INCIDENT
    )
    if not newest or not sent.exists():
        return {}
    people = _people_at(sent.values("subscriber__address"))
    read = sent.filter(subscriber__address__in=list(people)).values_list(
        "announcement__public_incident_id", "announcement__told_at", "subscriber__address", "sent_at"
    )
    found: dict[int, dict[str, datetime]] = {}
    for public, told_at, address, sent_at in read:
        update = newest[public or 0]
        if told_at >= update.published_at and sent_at is not None:
            told = found.setdefault(update.public_incident.incident_id, {})
            told |= dict.fromkeys(people[address], sent_at)
    return found


def _arrived() -> QuerySet[Letter]:
    """Letters that were taken and, as far as is known, not lost afterwards.

    A text message is only handed to the deliveries: what became of it stands there. A mail may come back.
    """
    number = {name: Cast(OuterRef(f"{name}_id"), CharField()) for name in ("announcement", "subscriber")}
    key = Concat(Value("letter:"), number["announcement"], Value(":"), number["subscriber"])
    text = Delivery.objects.filter(key=key, state__in=REACHED)
    taken = Letter.objects.filter(state=Letter.State.SENT, channel__in=READ, sent_at__isnull=False)
    there = taken.exclude(subscriber__state=Subscriber.State.BOUNCED)
    return there.filter(~Q(channel=Subscriber.Channel.SMS) | Exists(text))


def _people_at(addresses: Any) -> dict[str, set[str]]:
    """The keys of those whose mailbox or proven phone one of these is: texts, or rows of them.

    A number that nobody proved may be anybody's.
    """
    found: dict[str, set[str]] = {}
    for sort, model in PEOPLE.items():
        rows = model._default_manager.alias(mailbox=Lower("email")).filter(
            Q(mailbox__in=addresses) | Q(phone__in=addresses, phone_verified_at__isnull=False)
        )
        for pk, email, phone, proven in rows.values_list("pk", "email", "phone", "phone_verified_at"):
            for address in filter(None, (email.lower(), phone if proven else "")):
                found.setdefault(address, set()).add(f"{sort}:{pk}")
    return found
