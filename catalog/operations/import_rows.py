"""One row of a file, written by the same operations as everything else in the catalog; refused rows change nothing."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Team, User
from accounts.refusals import Unable
from catalog.api import inputs
from catalog.models import Asset, Calendar, Customer, CustomerContact
from catalog.operations import assets, customers, dependencies, links
from catalog.operations.contacts import add_contact, change_contact
from catalog.operations.import_frame import (
    Action,
    Given,
    Outcome,
    Refused,
    checked,
    known,
    refuse_cells,
    written,
)
from catalog.operations.import_parts import PART_WRITERS

_CONTACT = ("contact_name", "contact_email", "contact_phone")


def write_row(
    kind: str, given: Mapping[str, Any], *, coming: Collection[str] = (), actor: Actor, at: datetime
) -> Outcome:
    """Add or change what a row says, in a savepoint. `coming` are names that the same file will have added by then."""
    try:
        with transaction.atomic():
            return _WRITERS[kind](_readable(given), coming, {"actor": actor, "at": at})
    except Refused as refusal:
        return Outcome(Action.REFUSED, refusal.sentences)
    except Unable as refusal:
        return Outcome(Action.REFUSED, tuple(refusal.sentences))


def _readable(given: Mapping[str, Any]) -> Given:
    """Without U+0000, which no database keeps."""
    return {
        name: value.replace("\x00", "\ufffd") if isinstance(value, str) else value
        for name, value in given.items()
    }


def _write_customer(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    contact = {name: given.pop(name) for name in _CONTACT if name in given}
    notes = _calendar(given)
    given |= _person(given.pop("account_manager", ""))
    found = known(Customer, given)
    use = checked(inputs.CustomerIn, given)
    row, done = written(
        found,
        use,
        lambda: (
            customers.add_customer(given=use, **who)
            if found is None
            else customers.change_customer(customer_id=found.pk, given=use, **who)
        ),
    )
    person = _write_contact(row, contact, who) if contact else Outcome(Action.SAME)
    action = Action.CHANGED if done.action == Action.SAME != person.action else done.action
    return Outcome(action, notes, done.undo + person.undo)


def _write_contact(customer: Customer, contact: Given, who: Given) -> Outcome:
    given = {name.removeprefix("contact_"): value for name, value in contact.items()}
    given.setdefault("name", given.get("email", customer.name))
    found = CustomerContact.objects.filter(customer=customer, email=given.get("email", "")).first()
    _, done = written(
        found,
        given,
        lambda: (
            add_contact(contact=CustomerContact(customer=customer), given=given, **who)
            if found is None
            else change_contact(model=CustomerContact, contact_id=found.pk, given=given, **who)
        ),
    )
    return done


def _write_asset(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    notes = _team(given)
    found = known(Asset, given)
    if found is not None:
        given.setdefault("owner_team", str(found.owner_team or ""))
    if not given.get("owner_team"):
        raise Refused("Owner is missing: name the team that looks after it.")
    use = checked(inputs.AssetIn, given)
    _, done = written(
        found,
        use,
        lambda: (
            assets.add_asset(given=use, **who)
            if found is None
            else assets.change_asset(asset_id=found.pk, given=use, **who)
        ),
    )
    return Outcome(done.action, notes, done.undo)


def _write_link(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    use = checked(inputs.LinkIn, given)
    if not (use.get("customer") or use.get("customer_group")):
        raise Refused("Customer is missing: name a customer or a group of customers.")
    if not (use.get("asset") or use.get("asset_group")):
        raise Refused("Asset is missing: name an asset or a group of assets.")
    found = links.standing_link(use)
    return written(found, use, lambda: links.put_link(given={**use, "source": "import"}, **who)[0])[1]


def _write_dependency(given: Given, coming: Collection[str], who: Given) -> Outcome:
    refuse_cells(given)
    names = [str(given.get(name, "")) for name in ("asset", "needs")]
    if any(name in coming for name in names):
        there = set(Asset.objects.filter(name__in=names).values_list("name", flat=True))
        if missing := [name for name in names if name not in there and name in coming]:
            return Outcome(Action.ADDED, (f"After {' and '.join(missing)} of this file.",))
    use = checked(inputs.DependencyIn, given)
    found = dependencies.standing_dependency(use)
    return written(found, use, lambda: dependencies.put_dependency(given=use, **who)[0])[1]


_WRITERS: Mapping[str, Callable[[Given, Collection[str], Given], Outcome]] = {
    "customers": _write_customer,
    "assets": _write_asset,
    "links": _write_link,
    "dependencies": _write_dependency,
    **PART_WRITERS,
}


def _person(said: str) -> Given:
    """An account manager by user name, name or mail."""
    if not said:
        return {}
    for column in ("username", "name", "email"):
        found = User.objects.filter(**{f"{column}__iexact": said}, is_active=True)[:2]
        if len(found) == 1:
            return {"account_manager": found[0].username}
    raise Refused(
        f"Account manager: nobody on the staff is called “{said}”. Write the user name, or leave it empty."
    )


def _team(given: Given) -> tuple[str, ...]:
    """The owner; a team that is not there yet is made."""
    name = str(given.get("owner_team", "")).strip()
    if not name:
        return ()
    found = Team.objects.filter(name__iexact=name).first()
    if found is None:
        found = Team.objects.create(name=name[:80])
        given["owner_team"] = found.name
        return (f"The team “{found.name}” is new.",)
    given["owner_team"] = found.name
    return ()


def _calendar(given: Given) -> tuple[str, ...]:
    """With a time zone and no calendar: office hours there."""
    zone = str(given.pop("zone", "")).strip()
    if not zone or given.get("calendar"):
        return ()
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError) as error:
        raise Refused(f"Zone: “{zone}” is no time zone. Write it as Europe/London.") from error
    hours = Calendar.objects.filter(
        zone=zone, is_24x7=False, opens=time(9), closes=time(17), days=[0, 1, 2, 3, 4]
    ).first()
    if hours is not None:
        given["calendar"] = hours.name
        return ()
    hours = Calendar.objects.create(name=f"Mon–Fri 09–17 {zone}", zone=zone, days=[0, 1, 2, 3, 4])
    given["calendar"] = hours.name
    return (f"The calendar “{hours.name}” is new.",)
