"""Rows that have a page of their own: how each sort is made, changed and removed, from one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from accounts.access import View
from catalog.forms.assets import AssetForm, ProviderForm
from catalog.forms.calendars import CalendarForm
from catalog.forms.confirm import Confirm
from catalog.forms.customers import CustomerForm
from catalog.forms.links import AssetGroupForm, CustomerGroupForm, PartnerForm
from catalog.models import Asset, AssetGroup, Calendar, Customer, CustomerGroup, Partner, ServiceProvider
from catalog.operations import assets, calendars, customers, groups, partners
from catalog.queries.history import stamp_of
from catalog.views.answering import Sheet, answer, editors_only, typed

Act = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One sort of rows: its name in addresses, its words, its form, and the operations behind it."""

    name: str
    words: str
    area: str
    model: type[Model]
    form: type[Any]
    add: Act
    change: Act
    remove: Act | None = None

    def page(self, pk: int) -> str:
        """The address of one of them."""
        return reverse(f"catalog:{self.name}", args=[pk])

    @property
    def a_one(self) -> str:
        """With its article: an asset."""
        return f"{'an' if self.words[0] in 'aeiou' else 'a'} {self.words}"

    @property
    def listing(self) -> tuple[str, str]:
        """The words and the address of their list."""
        words = {"groups": "Groups"}.get(self.area, self.area.title())
        return words, reverse(f"catalog:{self.area}")


CUSTOMER = Row(
    name="customer", words="customer", area="customers", model=Customer, form=CustomerForm,
    add=customers.add_customer,
    change=lambda pk, **more: customers.change_customer(customer_id=pk, **more),
)  # fmt: skip
ASSET = Row(
    name="asset", words="asset", area="assets", model=Asset, form=AssetForm,
    add=assets.add_asset,
    change=lambda pk, **more: assets.change_asset(asset_id=pk, **more),
)  # fmt: skip
PARTNER = Row(
    name="partner", words="partner", area="partners", model=Partner, form=PartnerForm,
    add=partners.add_partner,
    change=lambda pk, **more: partners.change_partner(partner_id=pk, **more),
    remove=lambda pk, **more: partners.remove_partner(partner_id=pk, **more),
)  # fmt: skip
PROVIDER = Row(
    name="provider", words="provider", area="providers", model=ServiceProvider, form=ProviderForm,
    add=partners.add_provider,
    change=lambda pk, **more: partners.change_provider(provider_id=pk, **more),
    remove=lambda pk, **more: partners.remove_provider(provider_id=pk, **more),
)  # fmt: skip
CALENDAR = Row(
    name="calendar", words="calendar", area="calendars", model=Calendar, form=CalendarForm,
    add=calendars.add_calendar,
    change=lambda pk, **more: calendars.change_calendar(calendar_id=pk, **more),
    remove=lambda pk, **more: calendars.remove_calendar(calendar_id=pk, **more),
)  # fmt: skip
CUSTOMER_GROUP = Row(
    name="customer_group", words="group of customers", area="groups", model=CustomerGroup, form=CustomerGroupForm,
    add=lambda **more: groups.add_group(model=CustomerGroup, **more),
    change=lambda pk, **more: groups.change_group(model=CustomerGroup, group_id=pk, **more),
    remove=lambda pk, **more: groups.remove_group(model=CustomerGroup, group_id=pk, **more),
)  # fmt: skip
ASSET_GROUP = Row(
    name="asset_group", words="group of assets", area="groups", model=AssetGroup, form=AssetGroupForm,
    add=lambda **more: groups.add_group(model=AssetGroup, **more),
    change=lambda pk, **more: groups.change_group(model=AssetGroup, group_id=pk, **more),
    remove=lambda pk, **more: groups.remove_group(model=AssetGroup, group_id=pk, **more),
)  # fmt: skip


def addresses(row: Row, at: str) -> list[URLPattern]:
    """The addresses at which these rows are made, changed and removed, below `at`."""
    found = [
        path(f"{at}new/", _new(row), name=f"new_{row.name}"),
        path(f"{at}<int:number>/edit/", _edit(row), name=f"edit_{row.name}"),
    ]
    if row.remove is not None:
        found.append(path(f"{at}<int:number>/remove/", _remove(row, row.remove), name=f"remove_{row.name}"))
    return found


def _new(row: Row) -> View:
    @editors_only
    @require_http_methods(["GET", "HEAD", "POST"])
    def new(request: HttpRequest) -> HttpResponse:
        """A new one."""
        words, url = row.listing
        form = row.form(typed(request))
        sheet = Sheet(title=f"Add {row.a_one}", submit="Add", back=url, crumbs=((words, url),))
        return answer(request, form, sheet, lambda who: row.page(row.add(given=form.given(), **who).pk))

    return new


def _edit(row: Row) -> View:
    @editors_only
    @require_http_methods(["GET", "HEAD", "POST"])
    def edit(request: HttpRequest, number: int) -> HttpResponse:
        """What we know of it."""
        one = get_object_or_404(row.model, pk=number)
        form = row.form(typed(request), instance=one, initial={"seen": stamp_of(one)})
        sheet = _around(row, one, title=f"Change {one}", submit="Keep it")
        return answer(
            request,
            form,
            sheet,
            lambda who: row.change(number, given=form.given(), seen=form.cleaned_data["seen"], **who),
        )

    return edit


def _remove(row: Row, remove: Act) -> View:
    @editors_only
    @require_http_methods(["GET", "HEAD", "POST"])
    def take_out(request: HttpRequest, number: int) -> HttpResponse:
        """It is there no more."""
        one = get_object_or_404(row.model, pk=number)
        sheet = _around(row, one, title=f"Remove {one}", submit="Remove", risk=True)
        listing = row.listing[1]
        return answer(request, Confirm(typed(request)), sheet, lambda who: remove(number, **who) or listing)

    return take_out


def _around(row: Row, one: Any, *, title: str, submit: str, risk: bool = False) -> Sheet:
    page = row.page(one.pk)
    return Sheet(title=title, submit=submit, back=page, crumbs=(row.listing, (str(one), page)), risk=risk)
