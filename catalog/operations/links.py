"""Links between customers and assets: added, changed, taken back. Two of one pair and function never overlap."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from catalog.models import CustomerAssetLink
from catalog.operations import editing
from catalog.operations.editing import UnableToEdit, locked
from catalog.operations.values import Given

ENDS = ("customer", "customer_group", "asset", "asset_group")


@transaction.atomic
def add_link(*, given: Given, actor: Actor, at: datetime) -> CustomerAssetLink:
    """Say that a customer depends on an asset, or a group of the one on a group of the other.

    Raises NotPermitted, WrongValue, UnableToEdit (a retired asset, a span that overlaps another).
    """
    link = CustomerAssetLink(**{name: given.get(name) for name in ENDS})
    if link.asset is not None and link.asset.retired_at is not None:
        raise UnableToEdit(
            "ASSET_RETIRED", f"{link.asset} is retired. Bring it back first, or choose another asset."
        )
    _refuse_overlap(link, given)
    return editing.add(link, given, actor=actor, at=at)


@transaction.atomic
def change_link(
    *, link_id: int, given: Given, actor: Actor, at: datetime, seen: int | None = None
) -> CustomerAssetLink:
    """Change how much, for what, or since when. Raises NotPermitted, WrongValue, UnableToEdit."""
    link = locked(CustomerAssetLink, link_id)
    if any(name in given and given[name] != getattr(link, name) for name in ENDS):
        raise UnableToEdit("LINK_ENDS", "What a link joins stays. Take it back, and add another.")
    _refuse_overlap(link, given)
    return editing.change(link, given, actor=actor, at=at, seen=seen)


@transaction.atomic
def put_link(*, given: Given, actor: Actor, at: datetime) -> tuple[CustomerAssetLink, bool]:
    """Add a link, or change the one with the same ends, function and beginning; whether it is new."""
    found = standing_link(given)
    if found is None:
        return add_link(given=given, actor=actor, at=at), True
    fixed = {*ENDS, "function", "valid_from", "source"}
    rest = {name: value for name, value in given.items() if name not in fixed}
    return change_link(link_id=found.pk, given=rest, actor=actor, at=at), False


def standing_link(given: Given) -> CustomerAssetLink | None:
    """The link with the same ends, function and beginning."""
    known = {name: given.get(name) for name in ENDS}
    known |= {"function": (given.get("function") or "").strip(), "valid_from": given.get("valid_from")}
    return CustomerAssetLink.objects.filter(**known).first()


@transaction.atomic
def remove_link(*, link_id: int, actor: Actor, at: datetime) -> None:
    """Take a link back, as if it had never been; to end one, give it an end. Raises NotPermitted."""
    editing.remove(locked(CustomerAssetLink, link_id), actor=actor, at=at)


def _refuse_overlap(link: CustomerAssetLink, given: Given) -> None:
    """Raises UnableToEdit when another link of the same ends and function is valid at the same time."""
    function = str(given.get("function", link.function) or "").strip()
    starts, ends = given.get("valid_from", link.valid_from), given.get("valid_to", link.valid_to)
    others = CustomerAssetLink.objects.filter(
        function=function, **{name: getattr(link, name) for name in ENDS}
    )
    for other in others.exclude(pk=link.pk):
        begins_before_end = ends is None or other.valid_from is None or other.valid_from < ends
        ends_after_begin = starts is None or other.valid_to is None or starts < other.valid_to
        if begins_before_end and ends_after_begin:
            raise UnableToEdit("LINK_OVERLAPS", _overlap(other))


def _overlap(other: CustomerAssetLink) -> str:
    since = f" since {other.valid_from:%-d %b %Y}" if other.valid_from else ""
    until = f" until {other.valid_to:%-d %b %Y}" if other.valid_to else ""
    purpose = f" for “{other.function}”" if other.function else ""
    return f"There is a link already: {other}{purpose}{since}{until}. End that one first, or change it."
