"""A stored calendar as the working hours that decisions take."""

from catalog.business_hours import ALWAYS, Calendar
from catalog.models import Calendar as CalendarRow


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
        country=calendar.country,
        subdivision=calendar.subdivision,
    )
