"""The lists of the catalog: customers and assets with search and filters, partners, groups, providers."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import actor_in, staff_only
from accounts.numbers import is_number
from catalog import pages
from catalog.lists import Asked, Facet, asked
from catalog.models import Asset, AssetGroup, Customer, CustomerGroup, Partner, ServiceProvider
from catalog.operations.editing import may_edit
from catalog.queries import lists as queries
from catalog.queries.lists import Found
from catalog.queries.spof import spof_asset_ids


@staff_only
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """Everybody on the staff."""
    wanted = asked(request.GET, names=queries.CUSTOMER_FILTERS, orders=queries.CUSTOMER_ORDERS)
    found, at = queries.find_customers(wanted), timezone.now()
    counts = queries.link_counts("customer", [row.pk for row in found.rows])
    for row in found.rows:
        row.local, row.link_count = pages.local(row, at=at), counts.get(row.pk, 0)
    page = _page(request, wanted, found, queries.CUSTOMER_FACETS, Customer)
    return render(request, "catalog/customers.html", {"page": page})


@staff_only
@require_safe
def assets(request: HttpRequest) -> HttpResponse:
    """Everybody on the staff."""
    wanted = asked(request.GET, names=queries.ASSET_FILTERS, orders=queries.ASSET_ORDERS)
    found = queries.find_assets(wanted)
    counts = queries.link_counts("asset", [row.pk for row in found.rows])
    single = spof_asset_ids(row.pk for row in found.rows)
    for row in found.rows:
        row.link_count, row.is_spof = counts.get(row.pk, 0), row.pk in single
    page = _page(request, wanted, found, queries.ASSET_FACETS, Asset)
    return render(request, "catalog/assets.html", {"page": page | {"special": _special(wanted)}})


@staff_only
@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Everybody on the staff."""
    rows = Partner.objects.annotate(
        customer_count=Count("customers", distinct=True), contact_count=Count("contacts", distinct=True)
    )
    page = {"rows": list(rows.order_by("name")), "may_edit": may_edit(actor_in(request))}
    return render(request, "catalog/partners.html", {"page": page})


@staff_only
@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """Everybody on the staff."""
    rows = ServiceProvider.objects.annotate(asset_count=Count("assets")).order_by("name")
    page = {"rows": list(rows), "may_edit": may_edit(actor_in(request))}
    return render(request, "catalog/providers.html", {"page": page})


@staff_only
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Everybody on the staff."""
    page = {
        "customers": pages.groups_with_counts(CustomerGroup),
        "assets": pages.groups_with_counts(AssetGroup),
        "may_edit": may_edit(actor_in(request)),
    }
    return render(request, "catalog/groups.html", {"page": page})


def _page(
    request: HttpRequest, wanted: Asked, found: Found, facets: tuple[Facet, ...], model: Any
) -> dict[str, Any]:
    return {
        "asked": wanted,
        "rows": found.rows,
        "total": found.total,
        "facets": [_facet(facet, wanted, found) for facet in facets],
        "chosen": _chosen(wanted, found, facets),
        "pages": found.pages,
        "earlier_url": wanted.at_page(wanted.page - 1) if wanted.page > 1 else "",
        "later_url": wanted.at_page(wanted.page + 1) if wanted.page < found.pages else "",
        "by_name_url": wanted.ordered("") if wanted.order else "",
        "by_worth_url": ""
        if wanted.order
        else wanted.ordered("value" if model is Customer else "criticality"),
        "may_edit": may_edit(actor_in(request)),
        "is_empty": not found.total and not wanted.query and not model.objects.exists(),
    }


def _facet(facet: Facet, wanted: Asked, found: Found) -> dict[str, Any]:
    """A filter: its values as links, the chosen one leading back."""
    chosen = wanted.filters.get(facet.name, "")
    links = [
        {
            "words": value.words,
            "count": value.count,
            "current": value.value == chosen,
            "url": wanted.url(**{facet.name: None if value.value == chosen else value.value}),
        }
        for value in found.values[facet.name]
    ]
    return {"name": facet.name, "words": facet.words, "links": links, "chosen": chosen}


OTHERS: dict[str, tuple[str, type[Any]]] = {
    "asset": ("depends on", Asset),
    "customer": ("needed by", Customer),
}
SPECIAL = (
    ("show", "spof", "single points of failure"),
    ("without", "links", "without links"),
    ("without", "owner", "without owner"),
    ("show", "retired", "retired"),
)


def _chosen(wanted: Asked, found: Found, facets: tuple[Facet, ...]) -> list[dict[str, str]]:
    """What the list is narrowed to, each with the way to let go of it."""
    known = {facet.name: facet for facet in facets}
    special = {(name, value): words for name, value, words in SPECIAL}
    said = []
    for name, value in wanted.chosen:
        if name in known:
            labels = {one.value: one.words for one in found.values[name]}
            words = f"{known[name].words}: {labels.get(value, value)}"
        elif name in OTHERS:
            words = _other(name, value)
        else:
            words = special.get((name, value), f"{name} {value}")
        said.append({"words": words, "url": wanted.url(**{name: None})})
    return said


def _other(name: str, value: str) -> str:
    """A list narrowed to what one row of the other side is linked to."""
    words, model = OTHERS[name]
    row = model.objects.filter(pk=int(value)).first() if is_number(value) else None
    return f"{words} {row or 'nothing that is there'}"


def _special(wanted: Asked) -> list[dict[str, Any]]:
    """Filters that are no column."""
    return [
        {
            "words": words,
            "url": wanted.url(**{name: None if wanted.filters.get(name) == value else value}),
            "current": wanted.filters.get(name) == value,
        }
        for name, value, words in SPECIAL
    ]
