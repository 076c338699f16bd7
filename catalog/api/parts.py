"""The sorts of rows that belong to a customer, a partner or an asset, as the API offers them."""

from typing import Any

from rest_framework import serializers

from catalog.api import inputs, part_inputs, part_shown
from catalog.api.resources import ByWords, Resource, by_columns, by_words
from catalog.models import (
    Asset,
    Calendar,
    ContractTerm,
    Customer,
    CustomerContact,
    Partner,
    PartnerContact,
    Promise,
    RedundancyGroup,
    TouchPoint,
)
from catalog.operations import calendars, contacts, dependencies, practices, terms
from catalog.operations.editing import UnableToEdit


class OfCustomer(serializers.Serializer[Any]):
    """Whose."""

    customer = inputs.known(Customer.objects.all(), required=False)


class OfPartner(serializers.Serializer[Any]):
    """Whose."""

    partner = inputs.known(Partner.objects.all(), required=False)


class OfOwner(serializers.Serializer[Any]):
    """What they make safe."""

    owner = inputs.known(Asset.objects.all(), required=False)


def _kept(model: type[Any], owner: str, pk: int, given: dict[str, Any]) -> dict[str, Any]:
    """What is left to change: a part stays with whom it belongs to. Raises UnableToEdit for another owner."""
    named = given.pop(owner, None)
    if named is not None and named.pk != getattr(model.objects.get(pk=pk), f"{owner}_id"):
        raise UnableToEdit("PART_OWNER", f"Its {owner} stays. Remove it there, and add another here.")
    return given


def _contact(model: type[Any], owner: str, **more: Any) -> Resource:
    """Persons at customers, or at partners: written with what is known of their addresses."""

    def add(*, given: dict[str, Any], **who: Any) -> Any:
        row = model(**{owner: given.pop(owner)})
        return contacts.put_contact(contact=row, given=given, **who)

    def change(pk: int, *, given: dict[str, Any], **who: Any) -> Any:
        rest = _kept(model, owner, pk, given)
        return contacts.put_contact(contact=model.objects.get(pk=pk), given=rest, **who)

    return Resource(
        at=f"contacts/{owner}s/", words=f"contact of a {owner}", model=model, narrowed=by_columns,
        related=(owner,), add=add, change=change,
        remove=lambda pk, **who: contacts.remove_contact(model=model, contact_id=pk, **who), **more,
    )  # fmt: skip


def _practice(model: Any, at: str, words: str, **more: Any) -> Resource:
    """What those write who talk to customers."""

    def add(*, given: dict[str, Any], **who: Any) -> Any:
        return practices.add_practice(row=model(customer=given.pop("customer")), given=given, **who)

    def change(pk: int, *, given: dict[str, Any], **who: Any) -> Any:
        rest = _kept(model, "customer", pk, given)
        return practices.change_practice(model=model, row_id=pk, given=rest, **who)

    return Resource(
        at=at, words=words, model=model, wanted=OfCustomer, narrowed=by_columns, permit=practices.permit,
        add=add, change=change,
        remove=lambda pk, **who: practices.remove_practice(model=model, row_id=pk, **who), **more,
    )  # fmt: skip


def _add_term(*, given: dict[str, Any], **who: Any) -> ContractTerm:
    return terms.add_term(term=ContractTerm(customer=given.pop("customer")), given=given, **who)


def _change_term(pk: int, *, given: dict[str, Any], **who: Any) -> ContractTerm:
    return terms.change_term(term_id=pk, given=_kept(ContractTerm, "customer", pk, given), **who)


def _change_redundancy(pk: int, *, given: dict[str, Any], **who: Any) -> RedundancyGroup:
    rest = _kept(RedundancyGroup, "owner", pk, given)
    return dependencies.change_redundancy(redundancy_id=pk, given=rest, **who)


PARTS = (
    _contact(
        CustomerContact, "customer", takes=part_inputs.CustomerContactIn,
        shows=part_shown.CustomerContactShown, wanted=OfCustomer,
    ),
    _contact(
        PartnerContact, "partner", takes=part_inputs.PartnerContactIn,
        shows=part_shown.PartnerContactShown, wanted=OfPartner,
    ),
    Resource(
        at="contract-terms/", words="contract term", model=ContractTerm, takes=part_inputs.TermIn,
        shows=part_shown.TermShown, wanted=OfCustomer, narrowed=by_columns, related=("customer", "calendar"),
        add=_add_term, change=_change_term, remove=lambda pk, **who: terms.remove_term(term_id=pk, **who),
    ),
    Resource(
        at="redundancy-groups/", words="redundancy group", model=RedundancyGroup,
        takes=part_inputs.RedundancyIn, shows=part_shown.RedundancyShown, wanted=OfOwner, narrowed=by_columns,
        related=("owner",), many=("members",), add=dependencies.add_redundancy, change=_change_redundancy,
        remove=lambda pk, **who: dependencies.remove_redundancy(redundancy_id=pk, **who),
    ),
    _practice(
        TouchPoint, "touch-points/", "touch point", takes=part_inputs.TouchPointIn,
        shows=part_shown.TouchPointShown, related=("customer", "contact", "person"),
    ),
    _practice(
        Promise, "promises/", "promise", takes=part_inputs.PromiseIn, shows=part_shown.PromiseShown,
        related=("customer",),
    ),
    Resource(
        at="calendars/", words="calendar", model=Calendar, takes=part_inputs.CalendarIn,
        shows=part_shown.CalendarShown, wanted=ByWords, narrowed=by_words, put=calendars.put_calendar,
        change=lambda pk, **more: calendars.change_calendar(calendar_id=pk, **more),
        remove=lambda pk, **who: calendars.remove_calendar(calendar_id=pk, **who),
    ),
)  # fmt: skip
