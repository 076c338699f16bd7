"""The calendar of changes and freezes, by month or week; and the freezes themselves."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor_in, roles_required, staff_only
from accounts.refusals import Unable
from accounts.roles import Role
from catalog import change_calendar as days
from catalog import change_pages
from catalog.forms.changes import FreezeForm
from catalog.models import Change, FreezeWindow
from catalog.operations import freezes as operations
from catalog.queries import changes as queries
from catalog.views.answering import typed
from catalog.views.zones import reading_zone, zone_of

MOST_A_DAY = 5


@staff_only
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Staff: what is planned and was made, day by day, and when nothing should be changed."""
    zone, now = zone_of(request), timezone.now()
    view = days.WEEK if request.GET.get("view") == days.WEEK else days.MONTH
    today = now.astimezone(zone).date()
    day = days.read_day(request.GET.get("day", ""), otherwise=today)
    shown = days.days_of(view, day)
    context = {
        "days": _days(shown, view=view, day=day, today=today, zone=zone),
        "links": _links(view, day, today),
        "view": view,
        "day": day,
        "first": shown[0],
        "last": shown[-1],
    }
    return render(request, "catalog/change_calendar.html", context)


def _days(
    shown: list[date], *, view: str, day: date, today: date, zone: ZoneInfo
) -> list[days.Day[Any, FreezeWindow]]:
    """Each day with its freezes, its first changes, and how many more there are."""
    starts_at, ends_at = days.bounds(shown, zone)
    planned = queries.planned_within(starts_at, ends_at)
    made = queries.made_within(starts_at, ends_at, zone=zone, most=MOST_A_DAY)
    found = days.calendar(
        shown,
        sorted(planned + made, key=lambda change: (_span_of(change)[0], change.pk)),
        queries.freezes(from_at=starts_at, to_at=ends_at),
        spans=SPANS,
        zone=zone,
        today=today,
        month=day.month if view == days.MONTH else None,
    )
    return [_first_of(one) for one in found]


def _first_of(day: days.Day[Any, FreezeWindow]) -> days.Day[Any, FreezeWindow]:
    """The day as the page shows it."""
    counted = [change.of_day for change in day.changes if hasattr(change, "of_day")]
    number = len(day.changes) - len(counted) + max(counted, default=0)
    rows = tuple(change_pages.entries(day.changes[:MOST_A_DAY]))
    return replace(day, changes=rows, more=number - len(rows))


def _links(view: str, day: date, today: date) -> dict[str, str]:
    earlier, later = days.neighbours(view, day)
    return {
        "earlier": f"?view={view}&day={earlier}",
        "later": f"?view={view}&day={later}",
        "today": f"?view={view}&day={today}",
        "month": f"?view={days.MONTH}&day={day}",
        "week": f"?view={days.WEEK}&day={day}",
    }


def _span_of(change: Change) -> tuple[datetime, datetime]:
    begin = change.starts_at or change.implemented_at or change.recorded_at
    return begin, change.ends_at or begin


SPANS = days.Spans[Change, FreezeWindow](
    of_change=_span_of, of_freeze=lambda freeze: (freeze.starts_at, freeze.ends_at)
)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def freezes(request: HttpRequest) -> HttpResponse:
    """Staff: the freezes that are not over; the operations manager adds them."""
    actor, at = actor_in(request), timezone.now()
    may = Role.OPS_MANAGER in actor.roles
    with reading_zone(request):
        form = FreezeForm(typed(request), label_suffix="") if may else None
        if request.method == "POST" and form is not None and form.is_valid():
            return _added(request, form.cleaned_data, actor=actor, at=at)
        status = 403 if request.method == "POST" and not may else 400 if form and form.errors else 200
        context = {"form": form, "freezes": queries.freezes(from_at=at), "may": may}
        return render(request, "catalog/change_freezes.html", context, status=status)


def _added(request: HttpRequest, given: dict[str, Any], **by: Any) -> HttpResponse:
    try:
        operations.add_freeze(**given, **by)
        messages.success(request, f"Frozen: {given['name']}.")
    except Unable as refused:
        messages.error(request, str(refused))
    return redirect("catalog:change_freezes")


@roles_required(Role.OPS_MANAGER)
@require_POST
def remove_freeze(request: HttpRequest, freeze_id: int) -> HttpResponse:
    """The operations manager."""
    get_object_or_404(FreezeWindow, pk=freeze_id)
    operations.remove_freeze(freeze_id=freeze_id, actor=actor_in(request), at=timezone.now())
    messages.success(request, "The freeze is gone.")
    return redirect("catalog:change_freezes")
