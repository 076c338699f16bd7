"""Who suffers: the affected customers with their hours, whose they are, and whether they have been told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum
from django.urls import reverse

from catalog.business_hours import is_open, next_opening
from catalog.models import Customer, CustomerContact
from catalog.queries import hours_of
from incidents.models import Incident, IncidentAsset, IncidentCustomer
from notifications.models import Delivery

WORST_FIRST = ("down", "major", "degraded", "at_risk", "none")
TAGS = {"report": "told us", "hand": "added by hand"}
Degradation = IncidentAsset.Degradation


@dataclass(frozen=True, kw_only=True)
class Told:
    """Whether a customer has heard of it from us: a mark, words, and when."""

    state: str = "todo"
    words: str = "not yet"
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Sufferer:
    """One customer as the page shows it, by the customer's own clock."""

    id: int
    name: str
    tier: str
    top10: bool
    zone: str
    open: bool
    always: bool
    opens_at: datetime | None
    manager: str
    state: str = ""
    tag: str = ""
    told: Told = Told()

    @property
    def url(self) -> str:
        """The customer's own page."""
        return reverse("catalog:customer", args=[self.id])


@dataclass(frozen=True, kw_only=True)
class Sufferers:
    """All of them, against all customers that there are."""

    rows: tuple[Sufferer, ...]
    total: int
    share: str
    confirmed: bool = False
    edit_url: str = ""
    healthy: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many suffer."""
        return len(self.rows)

    @property
    def open(self) -> int:
        """How many of them are at work now."""
        return sum(row.open for row in self.rows)


def sufferers_of(incident: Incident, *, at: datetime, edit_url: str = "") -> Sufferers:
    """The customers of the incident, the most valuable first."""
    rows = list(
        IncidentCustomer.objects.filter(incident=incident)
        .select_related("customer__calendar", "customer__account_manager")
        .order_by("-customer__arr", "customer__name")
    )
    suffering = [row for row in rows if row.state == IncidentCustomer.State.AFFECTED]
    told = _told(incident, [row.customer_id for row in suffering])
    state = _worst(incident)
    known = {row.customer_id: TAGS.get(row.known, "") for row in suffering}
    found = tuple(
        sufferer(row.customer, at=at, state=state, tag=known[row.customer_id], told=told[row.customer_id])
        for row in suffering
    )
    healthy = tuple(str(row.customer) for row in rows if row not in suffering)
    total, share = _share([row.customer for row in suffering])
    return Sufferers(
        rows=found,
        total=total,
        share=share,
        confirmed=incident.customers_confirmed_at is not None,
        edit_url=edit_url,
        healthy=healthy,
    )


def sufferer(
    customer: Customer,
    *,
    at: datetime,
    state: str = "",
    tag: str = "",
    told: Told,
) -> Sufferer:
    """One customer, open or closed now."""
    hours = hours_of(customer.calendar)
    open_now = is_open(hours, at)
    return Sufferer(
        id=customer.pk,
        name=customer.name,
        tier=customer.get_tier_display(),
        top10=customer.top10,
        zone=hours.tz,
        open=open_now,
        always=hours.is_24x7,
        opens_at=None if open_now else next_opening(hours, at),
        manager=str(customer.account_manager or "nobody"),
        state=state,
        tag=tag,
        told=told,
    )


def _worst(incident: Incident) -> str:
    found = set(incident.assets.values_list("degradation", flat=True))
    worst = next((name for name in WORST_FIRST if name in found), "")
    return str(Degradation(worst).label) if worst else "not known"


def _share(suffering: list[Customer]) -> tuple[int, str]:
    """How many active customers there are, and how much of their value these are."""
    active = Customer.objects.filter(status__in=("paying", "trial"))
    whole = active.aggregate(number=Count("id"), value=Sum("arr"))
    value = sum(customer.arr for customer in suffering)
    return whole["number"], f"{100 * value / whole['value']:.0f} % of revenue" if whole["value"] else ""


def _told(incident: Incident, customer_ids: list[int]) -> dict[int, Told]:
    """What became of the first message to each customer; the best of its contacts counts."""
    contacts: dict[str, int] = {}
    for contact in CustomerContact.objects.filter(customer_id__in=customer_ids).exclude(email=""):
        contacts[contact.key] = contact.customer_id
    answer = {number: Told(words="no contact to write to", state="late") for number in customer_ids}
    answer |= {number: Told() for number in contacts.values()}
    messages = Delivery.objects.filter(subject_key=incident.key, kind="initial", recipient__in=contacts)
    for row in messages.order_by("id"):
        number = contacts[row.recipient]
        if answer[number].state != "done":
            answer[number] = _of(row)
    return answer


def _of(row: Delivery) -> Told:
    if row.state in ("sent", "delivered"):
        return Told(
            state="done",
            words="by SMS" if row.channel == "sms" else "by mail",
            at=row.delivered_at or row.sent_at,
        )
    if row.state == Delivery.State.PENDING:
        return Told(state="part", words="being sent")
    return Told(state="fail", words="not reached")
