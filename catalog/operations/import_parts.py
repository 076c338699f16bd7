"""Rows of the further tables: partners, groups, contacts, calendars, contract terms, redundancy."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from catalog.api import inputs, part_inputs
from catalog.models import (
    AssetGroup,
    Calendar,
    ContractTerm,
    CustomerContact,
    CustomerGroup,
    Partner,
    PartnerContact,
    RedundancyGroup,
)
from catalog.operations import calendars, contacts, dependencies, groups, partners, terms
from catalog.operations.import_frame import Given, Outcome, Refused, checked, known, refuse_cells, written

Writer = Callable[[Given, Collection[str], Given], Outcome]
SIDES: Mapping[str, tuple[type[Any], type[Any]]] = MappingProxyType(
    {
        "customers": (CustomerGroup, inputs.CustomerGroupIn),
        "assets": (AssetGroup, inputs.AssetGroupIn),
    }
)
HOW = "as the file says that was brought in"


def _write_partner(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    found, use = known(Partner, given), checked(inputs.PartnerIn, given)
    add = partial(partners.add_partner, given=use, **who)
    return written(
        found,
        use,
        add if found is None else partial(partners.change_partner, partner_id=found.pk, given=use, **who),
    )[1]


def _write_group(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    side = str(given.pop("of", "")).removesuffix("s") + "s"
    if side not in SIDES:
        raise Refused("Of is missing: say “customers” or “assets”.")
    model, takes = SIDES[side]
    found, use = known(model, given), checked(takes, {"members": [], **given})
    if found is None:
        return written(None, use, partial(groups.add_group, model=model, given=use, **who))[1]
    return written(
        found, use, partial(groups.change_group, model=model, group_id=found.pk, given=use, **who)
    )[1]


def _write_contact(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    if bool(given.get("customer")) == bool(given.get("partner")):
        raise Refused("Name the customer or the partner, one of them, to whom the person belongs.")
    owner, model, takes = _whose(given)
    use = {**checked(takes, given), "verified_how": HOW}
    of = {owner: use.pop(owner)}
    found = _person(model, use, of)
    row = found or model(**of)
    return written(found, use, partial(contacts.put_contact, contact=row, given=use, **who))[1]


def _whose(given: Given) -> tuple[str, Any, Any]:
    if given.get("customer"):
        given.pop("partner", None)
        return "customer", CustomerContact, part_inputs.CustomerContactIn
    given.pop("is_key_contact", None)
    return "partner", PartnerContact, part_inputs.PartnerContactIn


def _person(model: Any, use: Given, of: Given) -> Any:
    """The person that is meant: by external id, by mail address, else by name."""
    if theirs := use.get("external_id"):
        found = model.objects.filter(external_id=theirs).first()
        if found is not None:
            return found
    if mail := use.get("email"):
        return model.objects.filter(email=mail, **of).first()
    return model.objects.filter(name=use["name"], email="", **of).first()


def _write_calendar(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    use = checked(part_inputs.CalendarIn, {"days": [], "holidays": [], **given})
    found = Calendar.objects.filter(name=use["name"]).first()
    return written(found, use, lambda: calendars.put_calendar(given=use, **who)[0])[1]


def _write_term(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    use = checked(part_inputs.TermIn, given)
    customer = use.pop("customer")
    found = known(ContractTerm, use, customer=customer)
    if found is None:
        row = ContractTerm(customer=customer)
        return written(None, use, partial(terms.add_term, term=row, given=use, **who))[1]
    return written(found, use, partial(terms.change_term, term_id=found.pk, given=use, **who))[1]


def _write_redundancy(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    use = checked(part_inputs.RedundancyIn, {"members": [], **given})
    found = known(RedundancyGroup, use, owner=use["owner"])
    if found is None:
        return written(None, use, partial(dependencies.add_redundancy, given=use, **who))[1]
    change = partial(dependencies.change_redundancy, redundancy_id=found.pk)
    rest = {name: value for name, value in use.items() if name != "owner"}
    return written(found, rest, partial(change, given=rest, **who))[1]


PART_WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "partners": _write_partner,
        "groups": _write_group,
        "contacts": _write_contact,
        "calendars": _write_calendar,
        "terms": _write_term,
        "redundancy": _write_redundancy,
    }
)
