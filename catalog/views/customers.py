"""The page of a customer, and what only customers do: leave, be verified."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_in, staff_only
from catalog import pages
from catalog.forms.customers import LeaveForm
from catalog.models import Customer
from catalog.operations.customers import end_customer
from catalog.queries.history import merged_into
from catalog.views.answering import Sheet, answer, editors_only, typed
from catalog.views.rows import CUSTOMER


@staff_only
@require_safe
def customer(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everybody on the staff. A double leads to the customer that it became."""
    rows = Customer.objects.select_related("account_manager", "partner", "calendar")
    if not rows.filter(pk=number).exists() and (kept := merged_into(Customer, number)):
        return redirect("catalog:customer", kept)
    row = get_object_or_404(rows, pk=number)
    page = pages.customer(row, actor_in(request), at=timezone.now(), full="history" in request.GET)
    return render(request, "catalog/customer.html", {"page": page})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """A customer leaves."""
    row = get_object_or_404(Customer, pk=number)
    page = CUSTOMER.page(number)
    sheet = Sheet(
        title=f"{row} has left",
        submit="Note it",
        back=page,
        crumbs=(CUSTOMER.listing, (str(row), page)),
        lead="It stays on record with its history, counts as affected by nothing, and is told nothing more.",
    )
    form = LeaveForm(typed(request), label_suffix="")
    return answer(
        request, form, sheet, lambda who: end_customer(customer_id=number, **form.cleaned_data, **who)
    )
