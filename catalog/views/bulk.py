"""Many rows at once: choose what is to be changed, read how many it concerns, confirm; and doubles made one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import View
from accounts.numbers import numbers
from catalog.forms.bulk import AssetsForm, BulkForm, CustomersForm, MergeForm
from catalog.lists import asked
from catalog.models import Asset, Customer
from catalog.operations import bulk, merging
from catalog.queries import lists
from catalog.views.answering import Sheet, answer, editors_only, typed
from catalog.views.rows import ASSET, CUSTOMER, Row

NAMES_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Many:
    """One list whose rows can be changed together and merged."""

    row: Row
    model: type[Any]
    form: type[BulkForm]
    matching: Callable[..., Any]
    filters: tuple[str, ...]
    change: Callable[..., int]
    merge: Callable[..., Any]


def _change_customers(ids: Sequence[int], given: dict[str, Any], who: dict[str, Any]) -> int:
    segments = {name: given.pop(name) for name in ("add_segment", "remove_segment") if name in given}
    return bulk.change_customers(customer_ids=ids, given=given, **segments, **who)


def _change_assets(ids: Sequence[int], given: dict[str, Any], who: dict[str, Any]) -> int:
    retire = given.pop("retire", False)
    changed = bulk.change_assets(asset_ids=ids, given=given, **who) if given else 0
    return max(changed, bulk.retire_assets(asset_ids=ids, **who) if retire else 0)


CUSTOMERS = Many(
    row=CUSTOMER, model=Customer, form=CustomersForm, matching=lists.customers_matching,
    filters=lists.CUSTOMER_FILTERS, change=_change_customers,
    merge=lambda keep, ids, who: merging.merge_customers(keep_id=keep, double_ids=ids, **who),
)  # fmt: skip
ASSETS = Many(
    row=ASSET, model=Asset, form=AssetsForm, matching=lists.assets_matching,
    filters=lists.ASSET_FILTERS, change=_change_assets,
    merge=lambda keep, ids, who: merging.merge_assets(keep_id=keep, double_ids=ids, **who),
)  # fmt: skip


def _bulk(many: Many) -> View:
    @editors_only
    @require_http_methods(["GET", "HEAD", "POST"])
    def change(request: HttpRequest) -> HttpResponse:
        """What is to be changed; then how many it concerns; then it is done."""
        rows = _picked(request, many)
        form = many.form(typed(request))
        if not rows:
            return _none_picked(request, many, least=1)
        if request.method == "POST" and form.is_valid() and request.POST.get("sure") != str(len(rows)):
            return _ask(request, many, form, rows)
        return _carry_out(request, many, form, rows)

    return change


def _carry_out(request: HttpRequest, many: Many, form: BulkForm, rows: Sequence[Any]) -> HttpResponse:
    """Somebody is sure, of as many as there are now."""
    count = _count(many, len(rows))
    ids = [row.pk for row in rows]

    def change(who: dict[str, Any]) -> None:
        changed = many.change(ids, form.given(), who)
        messages.success(request, f"{changed:,} of {count} changed.")

    sheet = _around(many, rows, title=f"Change {count}", submit="Go on")
    return answer(request, form, sheet, change)


def _merge(many: Many) -> View:
    @editors_only
    @require_http_methods(["GET", "HEAD", "POST"])
    def merge(request: HttpRequest) -> HttpResponse:
        """Which of them stays."""
        rows = _picked(request, many)
        if len(rows) < 2:
            return _none_picked(request, many, least=2)
        form = MergeForm(typed(request), rows=rows)
        title = f"Make {_count(many, len(rows))} one"
        sheet = _around(many, rows, title=title, submit="Merge them", lead=MERGING, risk=True)
        ids = [row.pk for row in rows]

        def carry_out(who: dict[str, Any]) -> str:
            return many.row.page(many.merge(form.cleaned_data["keep"], ids, who).pk)

        return answer(request, form, sheet, carry_out)

    return merge


MERGING = (
    "Links, contacts, dependencies and what incidents say of them go to the one that stays. Names and external ids of "
    "the others become its aliases, so that they are still found. This cannot be undone."
)


def _picked(request: HttpRequest, many: Many) -> list[Any]:
    """The rows that were ticked, or all that the list showed."""
    if "all" in request.GET:
        wanted = asked(request.GET, names=many.filters, orders={})
        return list(many.matching(wanted).distinct().order_by("name")[: bulk.MOST])
    picked = numbers(request.GET.getlist("pick"))
    return list(many.model.objects.filter(pk__in=picked).order_by("name"))


def _ask(request: HttpRequest, many: Many, form: BulkForm, rows: Sequence[Any]) -> HttpResponse:
    """Nothing is changed yet: what will be, and for how many."""
    page = {
        "sheet": _around(
            many, rows, title=f"Change {_count(many, len(rows))}?", submit=f"Change {len(rows)}"
        ),
        "told": form.told(),
        "fields": [(name, value) for name, value in request.POST.items() if name in form.fields],
        "count": len(rows),
        "action": request.get_full_path(),
    }
    return render(request, "catalog/sure.html", page)


def _none_picked(request: HttpRequest, many: Many, *, least: int) -> HttpResponse:
    words, url = many.row.listing
    context = {"words": words, "url": url, "least": least}
    return render(request, "catalog/none_picked.html", context, status=400)


def _around(
    many: Many, rows: Sequence[Any], *, title: str, submit: str, lead: str = "", risk: bool = False
) -> Sheet:
    names = ", ".join(str(row) for row in rows[:NAMES_SHOWN])
    more = f" and {len(rows) - NAMES_SHOWN:,} more" if len(rows) > NAMES_SHOWN else ""
    words, url = many.row.listing
    points = (f"{names}{more}",)
    return Sheet(
        title=title, submit=submit, back=url, crumbs=((words, url),), lead=lead, points=points, risk=risk
    )  # fmt: skip


def _count(many: Many, count: int) -> str:
    return f"{count:,} {many.row.words}{'s' * (count != 1)}"


change_customers, change_assets = _bulk(CUSTOMERS), _bulk(ASSETS)
merge_customers, merge_assets = _merge(CUSTOMERS), _merge(ASSETS)
