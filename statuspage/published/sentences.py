"""The sentences of the public pages, in the language that is active. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from django.utils.dates import MONTHS
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from statuspage.models import ComponentState, Maintenance, StatusUpdate
from statuspage.telling.claims import worst
from statuspage.telling.colours import OPERATIONAL

NUMBERS = (
    *(mark("no"), mark("one"), mark("two"), mark("three"), mark("four"), mark("five"), mark("six")),
    *(mark("seven"), mark("eight"), mark("nine"), mark("ten"), mark("eleven"), mark("twelve")),
)
KICKERS = {"correction": mark("Correction"), "all_clear": mark("Over")}
LABELS = (
    *(mark("Works"), mark("Slow"), mark("Partial outage"), mark("Major outage"), mark("Maintenance")),
    *(mark("Investigating"), mark("Identified"), mark("Monitoring"), mark("Resolved")),
    *(mark("Planned"), mark("Under way"), mark("Being checked"), mark("Done"), mark("Cancelled")),
)


def spoken(at: datetime) -> str:
    """A moment in words: `10 March, 15:10 UTC`."""
    there = at.astimezone(UTC)
    return _("{day} {month}, {time} UTC").format(
        day=there.day, month=MONTHS[there.month], time=f"{there:%H:%M}"
    )


def span(starts_at: datetime, ends_at: datetime) -> str:
    """A span in words: `10 March, 15:10 UTC – 16:10 UTC`, with the day of its end where that is another."""
    there, over = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    until = f"{over:%H:%M} UTC" if there.date() == over.date() else spoken(over)
    return f"{spoken(there)} – {until}"


def state_label(state: str) -> str:
    """What a component's state is called."""
    return _(ComponentState(state).label)


def status_label(status: str, kind: str = "") -> str:
    """What an update says of where we stand; a correction and an all-clear are named as such."""
    label = _(StatusUpdate.Status(status).label)
    if kind not in KICKERS:
        return label
    return f"{_(KICKERS[kind])}: {label if get_language() == 'de' else label.lower()}"


def maintenance_label(state: str) -> str:
    """How far planned work is."""
    return _(Maintenance.State(state).label)


def kick(states: Sequence[str], worst_state: str, *, told: bool) -> str:
    """How much is wrong, above the headline."""
    if not states:
        return state_label(worst_state) if worst_state != OPERATIONAL.name else ""
    if worst_state == OPERATIONAL.name:
        if told:
            return _("We are looking into it")
        return ngettext("The one service", "All {count} services", len(states)).format(
            count=number(len(states))
        )
    bad = states.count(worst(states))
    return ngettext("{state}, one service of {all}", "{state}, {bad} services of {all}", bad).format(
        state=state_label(worst_state), bad=number(bad), all=number(len(states))
    )


def number(count: int) -> str:
    """A small number as a word."""
    return _(NUMBERS[count]) if count < len(NUMBERS) else str(count)


def quiet(ended: Iterable[datetime], now: datetime, days: int) -> str:
    """How long nothing has been the matter, on a page that shows `days` of history."""
    ends = list(ended)
    calm = (now - max(ends)).days if ends else days
    if not calm:
        return _("The last trouble ended today.")
    return ngettext("No trouble for {days} day.", "No trouble for {days} days.", calm).format(days=calm)


def line(state: str, since: datetime | None, why: str) -> str:
    """How a component is, since when and why."""
    if state == OPERATIONAL.name:
        return _("As usual since {since}.").format(since=spoken(since)) if since else _("As usual.")
    when = _("Since {since}").format(since=spoken(since)) if since else _("Now")
    return f"{when}: {why or state_label(state)}"


def days_in_words(name: str, share: str, days: int, troubled: int) -> str:
    """What the bars of a component show, for who cannot see them."""
    words = _("{name}: {share} in {days} days.").format(name=name, share=share, days=days)
    if not troubled:
        return words
    more = ngettext("Trouble on {count} day.", "Trouble on {count} days.", troubled).format(count=troubled)
    return f"{words} {more}"
