"""The pages of a partner and of a service provider."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import actor_in, staff_only
from catalog import pages
from catalog.models import Partner, ServiceProvider


@staff_only
@require_safe
def partner(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody on the staff."""
    row = get_object_or_404(Partner, pk=number)
    page = pages.partner(row, actor_in(request), full="history" in request.GET)
    return render(request, "catalog/partner.html", {"page": page})


@staff_only
@require_safe
def provider(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody on the staff."""
    row = get_object_or_404(ServiceProvider, pk=number)
    page = pages.about(row, actor_in(request), full="history" in request.GET)
    page |= {"assets": list(row.assets.filter(retired_at=None).order_by("name")[: pages.MOST])}
    return render(request, "catalog/provider.html", {"page": page})
