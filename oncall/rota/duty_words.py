"""The words of hand-over notices and of gaps, in the language that is switched on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _

MOST = 4


def moment(at: datetime, zone: str) -> str:
    """“Mon 16 Mar 09:00”, on the reader's clock."""
    return worded(at.astimezone(ZoneInfo(zone)), _("D j M H:i"))


def title(sort: str, name: str) -> str:
    """What stands above a notice."""
    said = {
        "before": _("Your duty: {name}"),
        "on": _("You are on call: {name}"),
        "off": _("No longer on call: {name}"),
        "gap": _("Nobody is on call: {name}"),
    }
    return said[sort].format(name=name)


def coming(name: str, starts_at: datetime, ends_at: datetime | None, zone: str) -> str:
    """Before the duty."""
    said = (
        _("You are on call on {name} from {start} until {end} ({zone}).")
        if ends_at
        else _("You are on call on {name} from {start} ({zone}).")
    )
    end = moment(ends_at, zone) if ends_at else ""
    return said.format(name=name, start=moment(starts_at, zone), end=end, zone=zone)


def begins(name: str, ends_at: datetime | None, zone: str, is_open: Sequence[str]) -> str:
    """As it begins, with what is open."""
    said = (
        _("You are on call on {name} until {end} ({zone}).")
        if ends_at
        else _("You are on call on {name} from now on ({zone}).")
    )
    about = said.format(name=name, end=moment(ends_at, zone) if ends_at else "", zone=zone)
    return f"{about} {_('Open: {what}.').format(what=some(is_open)) if is_open else _('Nothing is open.')}"


def ends(name: str, others: Sequence[str]) -> str:
    """As it ends."""
    said = _("You are no longer on call on {name}.").format(name=name)
    if not others:
        return f"{said} {_('Nobody has it now.')}"
    whose = _("{who} have it now.") if len(others) > 1 else _("{who} has it now.")
    return f"{said} {whose.format(who=_(' and ').join(others))}"


def gap(name: str, spans: Sequence[tuple[datetime, datetime]], zone: str) -> str:
    """Where nobody is on call who can be reached."""
    stretch = _("{start} to {end}")
    said = [
        stretch.format(start=moment(begins_at, zone), end=moment(over_at, zone))
        for begins_at, over_at in spans
    ]
    words = _("Nobody who can be reached is on call on {name}: {when} ({zone}). Put somebody on call.")
    return words.format(name=name, when=some(said), zone=zone)


def some(words: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(words) - MOST
    return "; ".join([*words[:MOST], *([_("and {more} more").format(more=more)] if more > 0 else [])])
