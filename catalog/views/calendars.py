"""Calendars: who is at work when, and which days are none."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import actor_in, staff_only
from catalog import pages
from catalog.business_hours import is_open, next_opening
from catalog.forms.calendars import DAYS
from catalog.models import Calendar
from catalog.operations.editing import may_edit
from catalog.public_holidays import public_holidays
from catalog.queries import hours_of


@staff_only
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """Everybody on the staff."""
    now = timezone.now()
    rows = Calendar.objects.annotate(customer_count=Count("customers")).order_by("name")
    page = {
        "rows": [{"row": one, **_hours(one, now)} for one in rows],
        "may_edit": may_edit(actor_in(request)),
    }
    return render(request, "catalog/calendars.html", {"page": page})


@staff_only
@require_safe
def calendar(request: HttpRequest, number: int) -> HttpResponse:
    """Everybody on the staff."""
    row, now = get_object_or_404(Calendar, pk=number), timezone.now()
    year = now.year
    page = pages.about(row, actor_in(request), full="history" in request.GET) | _hours(row, now)
    page |= {
        "customers": list(row.customers.order_by("name")[: pages.MOST]),
        "years": [(year + more, _days_off(row, year + more)) for more in (0, 1)],
    }
    return render(request, "catalog/calendar.html", {"page": page})


def _hours(row: Calendar, now: Any) -> dict[str, Any]:
    hours = hours_of(row)
    open_now = is_open(hours, now)
    days = ", ".join(name for number, name in DAYS if number in row.days)
    return {
        "open": open_now,
        "opens_at": None if open_now else next_opening(hours, now),
        "days": days,
        "is_24x7": row.is_24x7,
    }


def _days_off(row: Calendar, year: int) -> list[tuple[Any, str]]:
    """The days of a year on which nobody works, with their names."""
    found = dict(public_holidays(row.country, row.subdivision, year)) if row.country else {}
    found |= {day: "day of our own" for day in row.holidays if day.year == year}
    return sorted(found.items())
