"""Many customers with what decisions need of them, in three queries: their worth, hours, and what was promised."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from catalog.business_hours import ALWAYS, Calendar
from catalog.models import Calendar as CalendarRow
from catalog.models import ContractTerm, Customer
from catalog.queries.hours import hours_of
from catalog.queries.mapping import among


class Term(NamedTuple):
    """Service restored within this time, by the clock (no hours) or by those of a calendar."""

    name: str
    restore: timedelta
    hours: Calendar | None


class Portrait(NamedTuple):
    """One customer. Equal calendars are one and the same object, so that looking ahead is done once for each."""

    id: int
    name: str
    tier: str
    top10: bool
    arr: float
    hours: Calendar
    terms: tuple[Term, ...]


def portraits(customers: Iterable[int]) -> dict[int, Portrait]:
    """These customers by their ids, the most valuable first."""
    wanted = among(set(customers))
    rows = Customer.objects.filter(pk__in=wanted).order_by("-arr", "name")
    found = list(rows.values_list("id", "name", "tier", "top10", "arr", "calendar_id"))
    promised = list(
        ContractTerm.objects.filter(customer_id__in=wanted)
        .order_by("id")
        .values_list("customer_id", "name", "restore_minutes", "calendar_id")
    )
    named = ({row[-1] for row in found} | {row[-1] for row in promised}) - {None}
    hours = {row.pk: hours_of(row) for row in CalendarRow.objects.filter(pk__in=named)}
    terms: dict[int, list[Term]] = defaultdict(list)
    for customer, name, minutes, calendar in promised:
        terms[customer].append(Term(name, timedelta(minutes=minutes), hours.get(calendar or 0)))
    return {
        number: Portrait(
            number,
            name,
            tier,
            top10,
            float(arr),
            hours.get(calendar or 0, ALWAYS),
            tuple(terms.get(number, ())),
        )
        for number, name, tier, top10, arr, calendar in found
    }
