"""Reads of the mapping: which asset a name means, and which customers depend on assets."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from catalog.business_hours import ALWAYS, Calendar
from catalog.models import Asset, Customer, CustomerContact
from catalog.models import Calendar as CalendarRow


def assets_named(names: Iterable[str]) -> dict[str, Asset]:
    """Each name or alias that is known, with its asset, in one query."""
    wanted = set(names)
    found: dict[str, Asset] = {}
    for asset in Asset.objects.filter(Q(name__in=wanted) | Q(aliases__overlap=list(wanted))).order_by(
        "-name"
    ):
        for name in wanted & {asset.name, *asset.aliases}:
            found[name] = asset
    return found


def customers_of(assets: Iterable[Asset]) -> QuerySet[Customer]:
    """The active customers linked to any of the assets, by value, greatest first."""
    return (
        Customer.objects.filter(links__asset__in=list(assets), status__in=("paying", "trial"))
        .select_related("calendar", "account_manager")
        .distinct()
        .order_by("-arr", "name")
    )


def contacts_of(customer_ids: Iterable[int], *, kind: str) -> list[CustomerContact]:
    """The contacts of these customers who have an address and did not opt out of this kind of message."""
    return list(
        CustomerContact.objects.filter(customer_id__in=list(customer_ids))
        .exclude(email="")
        .exclude(opt_outs__contains=[kind])
        .select_related("customer")
        .order_by("customer_id", "id")
    )


def hours_of(calendar: CalendarRow | None) -> Calendar:
    """The working hours of a calendar; without one somebody counts as open day and night, the safe side."""
    if calendar is None or calendar.is_24x7:
        return ALWAYS if calendar is None else Calendar(tz=calendar.zone, is_24x7=True)
    return Calendar(
        tz=calendar.zone,
        days=tuple(calendar.days),
        opens=calendar.opens,
        closes=calendar.closes,
        holidays=frozenset(calendar.holidays),
    )
