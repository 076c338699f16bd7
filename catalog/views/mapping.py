"""The map: the mapping in both directions, drawn and as lists."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import staff_only
from catalog import map_pages
from catalog.forms.mapping import PickForm


@staff_only
@require_safe
def mapping(request: HttpRequest) -> HttpResponse:
    """Everybody on the staff. What was named joins what is picked, and the address says so."""
    form = PickForm(request.GET)
    if more := form.more():
        return redirect(reverse("catalog:map") + more.url())
    page = map_pages.page(form.picked, at=timezone.now(), number=request.GET.get("page", "1"))
    status = 400 if form.is_bound else 200
    return render(request, "catalog/map.html", {"page": page, "form": form}, status=status)
