"""Names to choose from while somebody types one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import staff_only
from catalog.models import Asset, Customer

MOST = 20


@staff_only
@require_safe
def customer_names(request: HttpRequest) -> HttpResponse:
    """Of customers."""
    rows = Customer.objects.exclude(status=Customer.Status.EXITED)
    return _names(request, rows)


@staff_only
@require_safe
def asset_names(request: HttpRequest) -> HttpResponse:
    """Of assets."""
    return _names(request, Asset.objects.filter(retired_at=None))


def _names(request: HttpRequest, rows: object) -> HttpResponse:
    """Those that hold what was typed, whatever the field is called."""
    typed = str(next(iter(request.GET.values()), "")).strip()[:100]
    found = rows.filter(name__icontains=typed).order_by("name") if typed else []  # type: ignore[attr-defined]  # a query
    return render(request, "catalog/_names.html", {"rows": found[:MOST]})
