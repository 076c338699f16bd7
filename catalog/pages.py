"""What the pages of single rows show, put together for their templates."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Model, Q
from django.urls import NoReverseMatch, reverse

from accounts.actors import Actor
from catalog.business_hours import is_open
from catalog.models import Asset, AssetGroup, Customer, CustomerAssetLink, CustomerGroup, Partner
from catalog.operations.editing import may_edit
from catalog.practice_pages import practices
from catalog.queries import hours_of
from catalog.queries.history import SHOWN, history
from catalog.queries.spof import spof_asset_ids

MOST = 100
# What other rooms and other parts of this one show on a page, by the place where it stands: the name of the URL, which
# takes the row's id, and the heading. A part whose URL is not there is left out.
PANELS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "customer top": (),
        "customer main": (("incidents:customer_history", "Incidents in a year"),),
        "customer side": (),
        "asset main": (),
        "asset side": (),
    }
)


def panels(place: str, row: Model) -> list[dict[str, str]]:
    """The parts that belong at a place."""
    found = [(name, words, address(name, row.pk)) for name, words in PANELS[place]]
    return [{"words": words, "url": url, "id": name.replace(":", "-")} for name, words, url in found if url]


def address(name: str, pk: int) -> str:
    """Where another part shows something of a row; empty where that part is not there."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


def about(row: Model, actor: Actor, *, full: bool) -> dict[str, Any]:
    """What every page of a row says: whether one may change it, and its history."""
    lines = history(row, full=full)
    return {
        "row": row,
        "may_edit": may_edit(actor),
        "history": lines if full else lines[:SHOWN],
        "more_history": not full and len(lines) > SHOWN,
    }


def customer(row: Customer, actor: Actor, *, at: datetime, full: bool) -> dict[str, Any]:
    """A customer: who speaks for it, what it depends on, what we promised."""
    groups = list(row.customer_groups.order_by("name"))
    links = CustomerAssetLink.objects.filter(Q(customer=row) | Q(customer_group__in=groups))
    return {
        **about(row, actor, full=full),
        "local": local(row, at=at),
        "contacts": list(row.contacts.order_by("-is_key_contact", "name")),
        "terms": list(row.contract_terms.select_related("calendar").order_by("name")),
        "groups": groups,
        "links": _links(links, at=at),
        **practices(row, actor, at=at),
        "trouble_url": address("incidents:customer_banner", row.pk),
        "panels": {place: panels(f"customer {place}", row) for place in ("top", "main", "side")},
    }


def asset(row: Asset, actor: Actor, *, at: datetime, full: bool) -> dict[str, Any]:
    """An asset: what it needs, what needs it, what stands in for what, who depends on it."""
    groups = list(row.asset_groups.order_by("name"))
    links = CustomerAssetLink.objects.filter(Q(asset=row) | Q(asset_group__in=groups))
    redundancy = row.redundancy_groups.prefetch_related("members").order_by("name")
    return {
        **about(row, actor, full=full),
        "needs": list(row.dependencies.select_related("needs").order_by("needs__name")[:MOST]),
        "needed_by": list(row.dependants.select_related("asset").order_by("asset__name")[:MOST]),
        "redundancy": list(redundancy),
        "member_of": list(row.member_of.select_related("owner").order_by("owner__name")),
        "groups": groups,
        "links": _links(links, at=at),
        "is_spof": bool(spof_asset_ids([row.pk])),
        "all_links_url": f"{reverse('catalog:customers')}?asset={row.pk}",
        "panels": {place: panels(f"asset {place}", row) for place in ("main", "side")},
    }


def group(row: CustomerGroup | AssetGroup, actor: Actor, *, at: datetime, full: bool) -> dict[str, Any]:
    """A group: its members, and the links that hold for each of them."""
    members: Any = row.members.order_by("name")
    return {
        **about(row, actor, full=full),
        "members": list(members[: MOST + 1]),
        "member_count": row.members.count(),
        "links": _links(row.links.all(), at=at),
    }


def partner(row: Partner, actor: Actor, *, full: bool) -> dict[str, Any]:
    """A partner: who speaks for it, and the customers that came through it."""
    return {
        **about(row, actor, full=full),
        "contacts": list(row.contacts.order_by("name")),
        "customers": list(row.customers.order_by("name")[:MOST]),
        "customer_count": row.customers.count(),
    }


def local(row: Customer, *, at: datetime) -> dict[str, Any]:
    """The customer's own hour, and whether it is at work; without a calendar it counts as open day and night."""
    calendar = row.calendar
    always = calendar is None or calendar.is_24x7
    zone = ZoneInfo(calendar.zone if calendar else "UTC")
    return {
        "zone": zone,
        "always": always,
        "open": is_open(hours_of(calendar), at),
        "known": calendar is not None,
    }


def _links(links: Any, *, at: datetime) -> dict[str, Any]:
    """Links with both ends; those that are over or not yet valid say so."""
    related = links.select_related("customer", "customer_group", "asset", "asset_group")
    rows = list(related.order_by("customer__name", "asset__name", "function", "pk")[: MOST + 1])
    for row in rows:
        row.over = row.valid_to is not None and row.valid_to <= at
        row.later = row.valid_from is not None and row.valid_from > at
    return {"rows": rows[:MOST], "more": len(rows) > MOST, "count": links.count()}


def groups_with_counts(model: Any) -> list[Any]:
    """All groups of one sort with how many members and links each has."""
    counted = model.objects.annotate(
        member_count=Count("members", distinct=True), link_count=Count("links", distinct=True)
    )
    return list(counted.order_by("name"))
