"""Reads what was published, and puts together what would be published now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from accounts.queries import company
from catalog.queries.mapping import effective_links
from catalog.queries.spof_graph import ways_down
from incidents.models import IncidentCustomer
from statuspage.models import (
    Component,
    ComponentGroup,
    ComponentSpan,
    Publication,
    PublicIncident,
    StatusPage,
    StatusUpdate,
)
from statuspage.published.document import Document, about, build
from statuspage.published.maintenances import maintenances
from statuspage.published.shaping import for_customer, for_many
from statuspage.published.uptime import DAYS

HISTORY = timedelta(days=DAYS)
HISTORY_LIMIT = 100
NOTHING: Document = {
    "company": "",
    "published_at": None,
    "groups": [],
    "components": [],
    "incidents": [],
    "maintenances": [],
}


def whole(*, at: datetime) -> Document:
    """Everything that was told, as it would be published now."""
    recent = Q(ends_at=None) | Q(ends_at__gt=at - HISTORY)
    spans = ComponentSpan.objects.filter(recent).order_by("starts_at", "id")
    updates = Prefetch("updates", StatusUpdate.objects.order_by("id"))
    components = Component.objects.order_by("group__position", "group__name", "position", "name")
    return build(
        company=company().name,
        begun_at=begun_at() or at,
        groups=ComponentGroup.objects.all(),
        components=components.prefetch_related(Prefetch("spans", spans)),
        incidents=_told(at).prefetch_related(updates).order_by("-started_at", "-id"),
        maintenances=maintenances(None, at),
        at=at,
    )


def _told(at: datetime) -> QuerySet[PublicIncident]:
    """All that is open; of what is over the newest, those for everybody and those for some counted apart."""
    over = PublicIncident.objects.filter(resolved_at__gt=at - HISTORY).order_by("-started_at", "-id")
    shown = Q(resolved_at=None)
    for is_for_some in (False, True):
        shown |= Q(pk__in=over.filter(affected_only=is_for_some).values("pk")[:HISTORY_LIMIT])
    return PublicIncident.objects.filter(shown)


def begun_at() -> datetime | None:
    """When anything was published first."""
    return Publication.objects.order_by("id").values_list("published_at", flat=True).first()


def document_of(page: StatusPage, everything: Document) -> Document:
    """What a page that many read shows of everything; its components are as prefetched."""
    shown = [component.public_id for component in page.components.all()]
    return for_many(everything, about(page, everything["company"]), shown)


def published(page: StatusPage | None = None) -> Document:
    """What the readers of a page see, the default one's in one query; an empty page while nothing was published."""
    of_page = Q(page=page) if page else Q(page__is_default=True)
    newest = Publication.objects.filter(of_page).order_by("-id").values_list("document", flat=True).first()
    return newest or NOTHING


def published_for_customer(page: StatusPage, *, at: datetime) -> Document:
    """A customer's page, cut from the newest whole; what touches the customer is asked now, so it is never too much."""
    if page.customer_id is None:
        raise ValueError(f"{page} is not the page of a customer")
    newest = Publication.objects.filter(page=None).order_by("-id").values_list("document", flat=True).first()
    everything = newest or NOTHING
    if everything is NOTHING:
        return {**NOTHING, "page": about(page, company().name)}
    return for_customer(
        everything,
        about(page, everything["company"]),
        components_of(page.customer_id, at=at),
        incidents_of(page.customer_id),
    )


def components_of(customer_id: int, *, at: datetime) -> set[str]:
    """The components whose assets the customer depends on, directly or over what those need."""
    roots = {link.asset_id for link in effective_links(at=at, customers=[customer_id])}
    reached = roots | {there for _, there in ways_down(roots)}
    return set(Component.objects.filter(assets__in=reached).values_list("public_id", flat=True))


def incidents_of(customer_id: int) -> set[str]:
    """What was told of incidents that affect the customer."""
    affecting = IncidentCustomer.objects.filter(customer=customer_id, state="affected").values("incident_id")
    told = PublicIncident.objects.filter(incident__in=affecting)
    return set(told.values_list("public_id", flat=True))


def logo_of(slug: str) -> bytes:
    """The logo of a page; empty when it has none."""
    return bytes(StatusPage.objects.filter(slug=slug).values_list("logo", flat=True).first() or b"")


def newest() -> int | None:
    """The number of the newest publication of all."""
    return Publication.objects.order_by("-id").values_list("pk", flat=True).first()


def newest_of_public() -> Sequence[Publication]:
    """The newest publication of each public page, the default one first: what may lie where anybody reads."""
    return sorted(
        Publication.objects.filter(page__kind=StatusPage.Kind.PUBLIC)
        .order_by("page_id", "-id")
        .distinct("page_id")
        .select_related("page"),
        key=lambda one: (not one.page.is_default, one.page.slug) if one.page else (True, ""),
    )
