"""The page of an asset, and what only assets do: be retired and brought back."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_in, staff_only
from catalog import pages
from catalog.forms.confirm import Confirm
from catalog.models import Asset, CustomerAssetLink
from catalog.operations.assets import bring_back_asset, retire_asset
from catalog.queries.history import merged_into
from catalog.views.answering import Sheet, answer, editors_only, typed
from catalog.views.rows import ASSET


@staff_only
@require_safe
def asset(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everybody on the staff. A double leads to the asset that it became."""
    rows = Asset.objects.select_related("owner_team", "provider")
    if not rows.filter(pk=number).exists() and (kept := merged_into(Asset, number)):
        return redirect("catalog:asset", kept)
    row = get_object_or_404(rows, pk=number)
    page = pages.asset(row, actor_in(request), at=timezone.now(), full="history" in request.GET)
    return render(request, "catalog/asset.html", {"page": page})


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Take an asset out of use, knowing what hangs on it."""
    row = get_object_or_404(Asset, pk=number)
    sheet = _around(row, title=f"Retire {row}", submit="Retire it", lead=_what_hangs_on(row))
    return answer(request, Confirm(typed(request)), sheet, lambda who: retire_asset(asset_id=number, **who))


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def bring_back(request: HttpRequest, number: int) -> HttpResponse:
    """Use it again."""
    row = get_object_or_404(Asset, pk=number)
    sheet = _around(
        row, title=f"Use {row} again", submit="Use it again", lead="It comes back with its links."
    )
    return answer(
        request, Confirm(typed(request)), sheet, lambda who: bring_back_asset(asset_id=number, **who)
    )


def _around(row: Asset, *, title: str, submit: str, lead: str) -> Sheet:
    page = ASSET.page(row.pk)
    return Sheet(title=title, submit=submit, back=page, lead=lead, crumbs=(ASSET.listing, (str(row), page)))


def _what_hangs_on(row: Asset) -> str:
    links = CustomerAssetLink.objects.filter(Q(asset=row) | Q(asset_group__members=row)).distinct().count()
    needing = row.dependants.count()
    return (
        f"{links} link{'s' * (links != 1)} of customers and {needing} asset{'s' * (needing != 1)} that need it stay "
        "as they are. It leaves the lists and cannot be chosen any more; it can be brought back."
    )
