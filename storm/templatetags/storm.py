"""Signs and times for templates. Time tags take `now` and `zone` from the context: a page has one moment."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from storm import sheets as style
from storm import words

register = template.Library()
STAGES = ("detect", "record", "classify", "notify", "escalate", "investigate", "restore", "closed")
PRIORITIES = {1: "critical", 2: "high", 3: "medium", 4: "low", 5: "very low"}


@register.simple_tag
def sheets(surface: str) -> SafeString:
    """The `<link>`s of one surface: its sheets, and the mark in the browser's tab."""
    links = [("stylesheet", url) for url in style.addresses(surface)]
    return format_html_join("\n", '<link rel="{}" href="{}">', [("icon", style.mark()), *links])


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small line icon beside words."""
    return format_html('<svg class="ic" aria-hidden="true"><use href="#{}"/></svg>', name)


@register.simple_tag
def mark(state: str) -> SafeString:
    """The state of one thing: done, fail, late, part, skip, todo, wait, waive. Words must stand beside it."""
    return format_html('<svg class="mark" data-s="{0}" aria-hidden="true"><use href="#{0}"/></svg>', state)


@register.simple_tag
def barb(priority: int | str | None, flag: bool = False) -> SafeString:
    """Priority as a wind barb with its letter; `flag=True` for the title of a page."""
    level = int(str(priority or 0).upper().removeprefix("P"))
    letter, meaning = (f"P{level}", PRIORITIES.get(level, "")) if level else ("P?", "not yet classified")
    loud = " barb-flag" if flag and level == 1 else ""
    return format_html(
        '<span class="barb{}" data-p="{}"><svg aria-hidden="true"><use href="#p{}"/></svg>{}'
        '<span class="sr"> {}</span></span>',
        loud,
        level,
        level,
        letter,
        meaning,
    )


@register.simple_tag
def okta(stage: str) -> SafeString:
    """How much sky is still covered, in eighths: Detect is overcast, closed is clear."""
    eighths = 8 - STAGES.index(stage) if stage in STAGES[:-1] else 0
    return format_html('<svg class="okta" aria-hidden="true"><use href="#o{}"/></svg>', eighths)


@register.simple_tag(takes_context=True)
def since(context: template.Context, at: datetime | None) -> str:
    """How long ago: `33 min`; keeps counting in the browser."""
    if at is None:
        return ""
    spent = words.lasting((_now(context) - at).total_seconds())
    return format_html('<span class="num" data-since="{}">{}</span>', _stamp(at), spent)


@register.simple_tag(takes_context=True)
def until(context: template.Context, at: datetime | None) -> str:
    """How long from now: `in 9 min`, `9 min over`; keeps counting in the browser."""
    if at is None:
        return ""
    left = (at - _now(context)).total_seconds()
    spoken = f"in {words.lasting(left)}" if left >= 0 else f"{words.lasting(-left)} over"
    return format_html('<span class="num" data-until="{}">{}</span>', _stamp(at), spoken)


@register.simple_tag(takes_context=True)
def running(context: template.Context, at: datetime) -> SafeString:
    """A clock that runs: `33:04` since `at`."""
    face = words.running((_now(context) - at).total_seconds())
    return format_html('<span class="num" data-run="{}">{}</span>', _stamp(at), face)


@register.simple_tag(takes_context=True)
def clock(context: template.Context, at: datetime | None) -> str:
    """The time of day in the reader's zone, with its day when it was not today."""
    return _time(at, words.moment(at, _now(context), _zone(context))) if at else ""


@register.simple_tag(takes_context=True)
def local(context: template.Context, at: datetime | None, zone: ZoneInfo | str, named: bool = True) -> str:
    """The time of day where somebody else is, with the town unless `named` is False: `11:31 New York`."""
    if at is None:
        return ""
    there = ZoneInfo(zone) if isinstance(zone, str) else zone
    shown = _time(at, words.moment(at, _now(context), there))
    return format_html("{} {}", shown, words.city(there)) if named else shown


@register.simple_tag
def span(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """How long something lasted from one moment to the other: `18 min`."""
    return words.lasting((ends_at - starts_at).total_seconds()) if starts_at and ends_at else ""


@register.filter
def in_words(duration: Any) -> str:
    """A timedelta or a number of seconds: `8 h 17`."""
    if duration is None or duration == "":
        return ""
    return words.lasting(duration.total_seconds() if hasattr(duration, "total_seconds") else float(duration))


@register.filter
def soon(seconds: float | str | None) -> str:
    """How long something quick took, to the second: `41 s`; nothing where it never came."""
    return "" if seconds is None or seconds == "" else words.soon(float(seconds))


@register.filter
def town(zone: ZoneInfo | str) -> str:
    """The town of a zone: `New York`."""
    return words.city(ZoneInfo(zone) if isinstance(zone, str) else zone)


def _now(context: template.Context) -> datetime:
    now: datetime = context["now"]
    return now


def _zone(context: template.Context) -> ZoneInfo:
    zone = context.get("zone") or "UTC"
    if callable(zone):  # a registered query, asked when first needed
        zone = zone()
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(at: datetime, face: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', _stamp(at), face)
