"""One row of a file, written by the same operations as everything else in the catalog; refused rows change nothing."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model
from rest_framework.serializers import Serializer

from accounts.actors import Actor
from accounts.models import Team, User
from accounts.refusals import Unable
from catalog.api import inputs
from catalog.models import Asset, Calendar, Customer, CustomerContact, ImportLine
from catalog.operations import assets, customers, dependencies, links
from catalog.operations.contacts import add_contact, change_contact
from catalog.subjects import key_of
from timeline.queries import stamp

Action = ImportLine.Action
Given = dict[str, Any]
_CONTACT = ("contact_name", "contact_email", "contact_phone")


@dataclass(frozen=True)
class Outcome:
    """What a row did, with sentences: why it was refused, or what else it brought along."""

    action: str
    sentences: tuple[str, ...] = ()


class _Refused(Exception):  # carries what is wrong with a row out of its savepoint
    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def write_row(
    kind: str, given: Mapping[str, Any], *, coming: Collection[str] = (), actor: Actor, at: datetime
) -> Outcome:
    """Add or change what a row says, in a savepoint. `coming` are names that the same file will have added by then."""
    try:
        with transaction.atomic():
            return _WRITERS[kind](_readable(given), coming, {"actor": actor, "at": at})
    except _Refused as refusal:
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
    _refuse_cells(given)
    contact = {name: given.pop(name) for name in _CONTACT if name in given}
    notes = _calendar(given)
    given |= _person(given.pop("account_manager", ""))
    found = _known(Customer, given)
    checked = _checked(inputs.CustomerIn, given)
    if found is None:
        row, action = customers.add_customer(given=checked, **who), str(Action.ADDED)
    else:
        row, action = _changed(
            found, lambda: customers.change_customer(customer_id=found.pk, given=checked, **who)
        )
    if contact:
        action = _write_contact(row, contact, who, action)
    return Outcome(action, notes)


def _write_contact(customer: Customer, contact: Given, who: Given, action: str) -> str:
    given = {name.removeprefix("contact_"): value for name, value in contact.items()}
    given.setdefault("name", given.get("email", customer.name))
    found = CustomerContact.objects.filter(customer=customer, email=given.get("email", "")).first()
    if found is None:
        add_contact(contact=CustomerContact(customer=customer), given=given, **who)
        return action if action == Action.ADDED else Action.CHANGED
    before = {name: getattr(found, name) for name in given}
    if before == given:
        return action
    change_contact(model=CustomerContact, contact_id=found.pk, given=given, **who)
    return action if action == Action.ADDED else Action.CHANGED


def _write_asset(given: Given, coming: Collection[str], who: Given) -> Outcome:
    _refuse_cells(given)
    notes = _team(given)
    found = _known(Asset, given)
    if found is not None:
        given.setdefault("owner_team", str(found.owner_team or ""))
    if not given.get("owner_team"):
        raise _Refused("Owner is missing: name the team that looks after it.")
    checked = _checked(inputs.AssetIn, given)
    if found is None:
        assets.add_asset(given=checked, **who)
        return Outcome(Action.ADDED, notes)
    _, action = _changed(found, lambda: assets.change_asset(asset_id=found.pk, given=checked, **who))
    return Outcome(action, notes)


def _write_link(given: Given, coming: Collection[str], who: Given) -> Outcome:
    _refuse_cells(given)
    checked = _checked(inputs.LinkIn, given)
    if not (checked.get("customer") or checked.get("customer_group")):
        raise _Refused("Customer is missing: name a customer or a group of customers.")
    if not (checked.get("asset") or checked.get("asset_group")):
        raise _Refused("Asset is missing: name an asset or a group of assets.")
    end = checked.get("customer") or checked["customer_group"]
    return _put(end, lambda: links.put_link(given={**checked, "source": "import"}, **who))


def _write_dependency(given: Given, coming: Collection[str], who: Given) -> Outcome:
    _refuse_cells(given)
    names = [str(given.get(name, "")) for name in ("asset", "needs")]
    if any(name in coming for name in names):
        there = set(Asset.objects.filter(name__in=names).values_list("name", flat=True))
        if missing := [name for name in names if name not in there and name in coming]:
            return Outcome(Action.ADDED, (f"After {' and '.join(missing)} of this file.",))
    checked = _checked(inputs.DependencyIn, given)
    return _put(checked["asset"], lambda: dependencies.put_dependency(given=checked, **who))


_WRITERS: Mapping[str, Callable[[Given, Collection[str], Given], Outcome]] = {
    "customers": _write_customer,
    "assets": _write_asset,
    "links": _write_link,
    "dependencies": _write_dependency,
}


def _put(end: Model, write: Callable[[], tuple[Model, bool]]) -> Outcome:
    """What joins two rows; whether it changed is told by the history of one of them."""
    before = stamp(key_of(end))
    _, new = write()
    if new:
        return Outcome(Action.ADDED)
    return Outcome(Action.CHANGED if stamp(key_of(end)) != before else Action.SAME)


def _changed(found: Any, write: Callable[[], Any]) -> tuple[Any, str]:
    before = stamp(key_of(found))
    row = write()
    return row, Action.CHANGED if stamp(key_of(found)) != before else Action.SAME


def _refuse_cells(given: Given) -> None:
    if more := given.pop("too_many", 0):
        raise _Refused(
            f"The row has {more} more cells than the file has headings; quote cells that hold separators."
        )


def _known(model: type[Any], given: Given) -> Any:
    """The row that is meant: by the other system's name, else by ours."""
    if given.get("external_id") and (found := model.objects.filter(external_id=given["external_id"]).first()):
        return found
    found = model.objects.filter(name=given.get("name", "")).first()
    if (
        found is not None
        and given.get("external_id")
        and found.external_id not in (None, given["external_id"])
    ):
        raise _Refused(f"“{found.name}” is there already under another id, {found.external_id}.")
    return found


def _checked(takes: type[Serializer[Any]], given: Given) -> Given:
    form = takes(data=given)
    if not form.is_valid():
        raise _Refused(*_sentences(form.errors))
    checked: Given = dict(form.validated_data)
    return checked


def _sentences(errors: Mapping[str, Any]) -> list[str]:
    found = []
    for name, said in errors.items():
        words = said if isinstance(said, list) else [said]
        texts = [str(next(iter(one.values()))[0]) if isinstance(one, Mapping) else str(one) for one in words]
        found += [f"{name.replace('_', ' ').capitalize()}: {text}" for text in texts]
    return found


def _person(said: str) -> Given:
    """An account manager by user name, name or mail."""
    if not said:
        return {}
    for column in ("username", "name", "email"):
        found = User.objects.filter(**{f"{column}__iexact": said}, is_active=True)[:2]
        if len(found) == 1:
            return {"account_manager": found[0].username}
    raise _Refused(
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
        raise _Refused(f"Zone: “{zone}” is no time zone. Write it as Europe/London.") from error
    hours = Calendar.objects.filter(
        zone=zone, is_24x7=False, opens=time(9), closes=time(17), days=[0, 1, 2, 3, 4]
    ).first()
    if hours is not None:
        given["calendar"] = hours.name
        return ()
    hours = Calendar.objects.create(name=f"Mon–Fri 09–17 {zone}", zone=zone, days=[0, 1, 2, 3, 4])
    given["calendar"] = hours.name
    return (f"The calendar “{hours.name}” is new.",)
