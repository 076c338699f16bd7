"""Pages that show changes: the list, one of them, what was changed before a moment, who reports them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import actor_in, staff_only
from catalog import change_pages
from catalog.change_guards import Kind, State
from catalog.forms.changes import RecentForm
from catalog.models import Change, ChangeSource, RawChange
from catalog.queries.changes import Wish, recent_changes
from catalog.queries.changes import listing as wished
from catalog.views.zones import reading_zone

PAGE = 50
BODY_SHOWN = 20_000
CHOICES = {"state": State, "kind": Kind, "source": Change.Origin}


@staff_only
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Staff: all changes, the newest first, with filters."""
    given = {name: request.GET.get(name, "") for name in CHOICES}
    asked = {name: value if value in CHOICES[name] else "" for name, value in given.items()}
    words = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "asset", "customer")}
    mine = "mine" in request.GET
    wish = Wish(
        **asked,
        search=words["q"],
        asset=words["asset"],
        customer=words["customer"],
        approver=actor_in(request).user_id if mine else None,
    )
    page = Paginator(wished(wish), PAGE).get_page(request.GET.get("page"))
    context = {"rows": change_pages.rows(page), "found": page, "asked": asked | words, "mine": mine}
    return render(request, "catalog/changes.html", context | change_pages.filters(request.GET))


@staff_only
@require_safe
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Staff: one change, and what is next."""
    rows = Change.objects.select_related("requester", "provider", "reported_by").prefetch_related(
        "approvals__approver", "checks", "assets", "customers", "reports"
    )
    one = get_object_or_404(rows, pk=change_id)
    with reading_zone(request):
        page = change_pages.page(one, actor_in(request), at=timezone.now())
        return render(request, "catalog/change.html", {"page": page})


@staff_only
@require_safe
def recent(request: HttpRequest) -> HttpResponse:
    """Staff: what was changed in the hours before a moment, by time, place, function, asset and customer."""
    with reading_zone(request):
        form = RecentForm(request.GET)
        context: dict[str, object] = {"form": form}
        if form.is_valid():
            asked = form.asked(timezone.now())
            found = recent_changes(**asked, most=PAGE)
            onset = asked["onset"]
            nearest = change_pages.row(found.nearest, onset=onset) if found.nearest else None
            rows = change_pages.rows(found.within, onset=onset)
            context |= {"asked": asked, "rows": rows, "nearest": nearest, "more": found.more}
        return render(request, "catalog/changes_recent.html", context, status=200 if form.is_valid() else 400)


@staff_only
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Staff: who reports changes, and what of it nobody could read."""
    rejected = (
        RawChange.objects.filter(state="rejected").select_related("source").defer("body").order_by("-id")
    )
    context = {"sources": ChangeSource.objects.order_by("name"), "rejected": rejected[:50]}
    return render(request, "catalog/change_sources.html", context)


@staff_only
@require_safe
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Staff: one report as it came, and why it could not be read."""
    kept = get_object_or_404(RawChange.objects.select_related("source", "change"), pk=report_id)
    body = bytes(kept.body)
    context = {
        "kept": kept,
        "text": body[:BODY_SHOWN].decode("utf-8", "replace"),
        "cut": len(body) > BODY_SHOWN,
    }
    return render(request, "catalog/change_report.html", context)
