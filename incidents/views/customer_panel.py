"""What the customer's page shows of incidents: the banner while one is open, and those of a year."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from accounts.access import staff_only
from catalog.models import Customer
from catalog.practice_pages import trouble
from incidents.queries.customer import incidents_of
from incidents.views.panel import panel


@staff_only
@require_GET
@cache_control(private=True, no_cache=True)
def customer_banner(request: HttpRequest, customer: int) -> HttpResponse:
    """Staff: what everybody must know before talking to this customer."""
    row = get_object_or_404(Customer.objects.select_related("calendar"), pk=customer)
    context: dict[str, object] = {"customer": row, "trouble": trouble(row)}
    return panel(
        request, context, part="catalog/_customer_banner.html", whole="incidents/customer_banner.html"
    )


@staff_only
@require_GET
@cache_control(private=True, no_cache=True)
def customer_history(request: HttpRequest, customer: int) -> HttpResponse:
    """Staff: what hurt this customer in a year, and whether we let them down."""
    row = get_object_or_404(Customer, pk=customer)
    context: dict[str, object] = {"customer": row, "rows": incidents_of(row.pk, at=timezone.now())}
    return panel(
        request, context, part="incidents/_customer_history.html", whole="incidents/customer_history.html"
    )
