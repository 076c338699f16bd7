"""The pages of groups of customers and of assets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import actor_in, staff_only
from catalog import pages
from catalog.models import AssetGroup, CustomerGroup


@staff_only
@require_safe
def customer_group(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody on the staff."""
    row = get_object_or_404(CustomerGroup, pk=number)
    page = pages.group(row, actor_in(request), at=timezone.now(), full="history" in request.GET)
    return render(request, "catalog/group.html", {"page": page | {"of": "customer"}})


@staff_only
@require_safe
def asset_group(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody on the staff."""
    row = get_object_or_404(AssetGroup, pk=number)
    page = pages.group(row, actor_in(request), at=timezone.now(), full="history" in request.GET)
    return render(request, "catalog/group.html", {"page": page | {"of": "asset"}})
