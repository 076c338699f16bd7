"""What belongs to a row: contacts, contract terms, links, dependencies, redundancy groups, from one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from accounts.access import View, roles_required
from catalog.forms.assets import DependencyForm, RedundancyForm
from catalog.forms.confirm import Confirm
from catalog.forms.customers import ContactForm, PartnerContactForm, TermForm
from catalog.forms.links import LinkForm
from catalog.forms.practices import ContinuityForm, PromiseForm, TouchPointForm
from catalog.models import (
    AssetDependency,
    Continuity,
    ContractTerm,
    CustomerAssetLink,
    CustomerContact,
    PartnerContact,
    Promise,
    RedundancyGroup,
    TouchPoint,
)
from catalog.operations import contacts, dependencies, links, practices, terms
from catalog.views.answering import Sheet, answer, editors_only, typed
from catalog.views.rows import ASSET, ASSET_GROUP, CUSTOMER, CUSTOMER_GROUP, PARTNER, Row

Act = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One sort of parts: whose, by which column, its words, its form, and the operations behind it."""

    name: str
    words: str
    owner: Row
    column: str
    model: type[Any]
    form: type[Any]
    add: Act
    change: Act
    remove: Act
    admits: Callable[[View], View] = editors_only


def _contact(owner: Row, column: str, model: Any, form: Any) -> Part:
    return Part(
        name="contact", words="contact", owner=owner, column=column, model=model, form=form,
        add=lambda row, given, **who: contacts.add_contact(contact=row, given=given, **who),
        change=lambda pk, **more: contacts.change_contact(model=model, contact_id=pk, **more),
        remove=lambda pk, **who: contacts.remove_contact(model=model, contact_id=pk, **who),
    )  # fmt: skip


def _link(owner: Row, column: str) -> Part:
    return Part(
        name="link", words="link", owner=owner, column=column, model=CustomerAssetLink, form=LinkForm,
        add=lambda row, given, **who: links.add_link(given={**given, column: getattr(row, column)}, **who),
        change=lambda pk, **more: links.change_link(link_id=pk, **more),
        remove=lambda pk, **who: links.remove_link(link_id=pk, **who),
    )  # fmt: skip


talkers_only = roles_required(*sorted(practices.TALKERS))


def _practice(name: str, words: str, model: Any, form: Any) -> Part:
    """What those write who talk to customers."""
    return Part(
        name=name, words=words, owner=CUSTOMER, column="customer", model=model, form=form, admits=talkers_only,
        add=lambda row, given, **who: practices.add_practice(row=row, given=given, **who),
        change=lambda pk, **more: practices.change_practice(model=model, row_id=pk, **more),
        remove=lambda pk, **who: practices.remove_practice(model=model, row_id=pk, **who),
    )  # fmt: skip


PARTS = (
    _contact(CUSTOMER, "customer", CustomerContact, ContactForm),
    _contact(PARTNER, "partner", PartnerContact, PartnerContactForm),
    Part(
        name="term", words="contract term", owner=CUSTOMER, column="customer", model=ContractTerm, form=TermForm,
        add=lambda row, given, **who: terms.add_term(term=row, given=given, **who),
        change=lambda pk, **more: terms.change_term(term_id=pk, **more),
        remove=lambda pk, **who: terms.remove_term(term_id=pk, **who),
    ),
    _practice("touch_point", "touch point", TouchPoint, TouchPointForm),
    _practice("promise", "promise", Promise, PromiseForm),
    _practice("continuity", "plan to go on without us", Continuity, ContinuityForm),
    _link(CUSTOMER, "customer"),
    _link(ASSET, "asset"),
    _link(CUSTOMER_GROUP, "customer_group"),
    _link(ASSET_GROUP, "asset_group"),
    Part(
        name="dependency", words="dependency", owner=ASSET, column="asset", model=AssetDependency,
        form=DependencyForm,
        add=lambda row, given, **who: dependencies.add_dependency(given={**given, "asset": row.asset}, **who),
        change=lambda pk, **more: dependencies.change_dependency(dependency_id=pk, **more),
        remove=lambda pk, **who: dependencies.remove_dependency(dependency_id=pk, **who),
    ),
    Part(
        name="redundancy", words="redundancy group", owner=ASSET, column="owner", model=RedundancyGroup,
        form=RedundancyForm,
        add=lambda row, given, **who: dependencies.add_redundancy(given={**given, "owner": row.owner}, **who),
        change=lambda pk, **more: dependencies.change_redundancy(redundancy_id=pk, **more),
        remove=lambda pk, **who: dependencies.remove_redundancy(redundancy_id=pk, **who),
    ),
)  # fmt: skip


def addresses(owner: Row, at: str) -> list[URLPattern]:
    """The addresses of all parts of one sort of rows, below `at`."""
    found = []
    for part in PARTS:
        if part.owner is owner:
            base, name = f"{at}<int:number>/{part.name}/", f"{owner.name}_{part.name}"
            found += [
                path(f"{base}add/", _add(part), name=f"add_{name}"),
                path(f"{base}<int:part_id>/edit/", _edit(part), name=f"edit_{name}"),
                path(f"{base}<int:part_id>/remove/", _remove(part), name=f"remove_{name}"),
            ]
    return found


def address(verb: str, part: str, owner: Row, *numbers: int) -> str:
    """Where a part is added, changed or removed."""
    return reverse(f"catalog:{verb}_{owner.name}_{part}", args=numbers)


def _add(part: Part) -> View:
    @part.admits
    @require_http_methods(["GET", "HEAD", "POST"])
    def add(request: HttpRequest, number: int) -> HttpResponse:
        """One more."""
        owner = get_object_or_404(part.owner.model, pk=number)
        row = part.model(**{part.column: owner})
        form = part.form(typed(request), instance=row)
        sheet = _around(part, owner, title=f"{owner}: add a {part.words}", submit="Add")
        return answer(request, form, sheet, lambda who: part.add(row, given=form.given(), **who))

    return add


def _edit(part: Part) -> View:
    @part.admits
    @require_http_methods(["GET", "HEAD", "POST"])
    def edit(request: HttpRequest, number: int, part_id: int) -> HttpResponse:
        """Another way."""
        row = get_object_or_404(part.model, pk=part_id, **{part.column: number})
        owner = getattr(row, part.column)
        form = part.form(typed(request), instance=row)
        sheet = _around(part, owner, title=f"Change the {part.words}: {row}", submit="Keep it")
        return answer(
            request,
            form,
            sheet,
            lambda who: part.change(part_id, given=form.given(), **who),
        )

    return edit


def _remove(part: Part) -> View:
    @part.admits
    @require_http_methods(["GET", "HEAD", "POST"])
    def take_out(request: HttpRequest, number: int, part_id: int) -> HttpResponse:
        """Not any more."""
        row = get_object_or_404(part.model, pk=part_id, **{part.column: number})
        owner = getattr(row, part.column)
        sheet = _around(part, owner, title=f"Remove the {part.words}: {row}", submit="Remove", risk=True)
        return answer(request, Confirm(typed(request)), sheet, lambda who: part.remove(part_id, **who))

    return take_out


def _around(part: Part, owner: Any, *, title: str, submit: str, risk: bool = False) -> Sheet:
    page = part.owner.page(owner.pk)
    return Sheet(
        title=title, submit=submit, back=page, crumbs=(part.owner.listing, (str(owner), page)), risk=risk
    )
