"""What the public page draws: moments in UTC with their day (a copy may be old), and ninety days as bars."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from statuspage.published.sentences import spoken
from statuspage.subscribing import links

register = template.Library()

# State of a component: mark, tone, class of a day's bar and how far down from the top the bar begins.
SIGNS = {
    "operational": ("done", "ok", "", 14),
    "degraded_performance": ("part", "warn", "d1", 10),
    "partial_outage": ("late", "part", "d2", 5),
    "major_outage": ("fail", "bad", "d3", 0),
    "maintenance": ("wait", "work", "d4", 10),
}
UNKNOWN = ("todo", "", "d0", 20)
STEP, BAR, HEIGHT = 4, 3, 40


@register.simple_tag
def sign(state: str) -> SafeString:
    """The mark of a component's state."""
    name = SIGNS.get(state, UNKNOWN)[0]
    return format_html('<svg class="mark" data-s="{0}" aria-hidden="true"><use href="#{0}"/></svg>', name)


@register.filter
def tone(state: str) -> str:
    """The class that carries the state's colour."""
    return SIGNS.get(state, UNKNOWN)[1]


@register.simple_tag
def days(states: Sequence[str], words: str) -> SafeString:
    """The bars of the last days, oldest first; `words` says the same to who cannot see them."""
    bars = []
    for place, state in enumerate(states):
        _, _, name, top = SIGNS.get(state, UNKNOWN)
        bars.append((name, place * STEP, top, BAR, HEIGHT - top))
    return format_html(
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        max(1, len(states) * STEP - 1),
        HEIGHT,
        words,
        format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', bars),
    )


@register.simple_tag(takes_context=True)
def utc(context: Context, at: datetime | str | None) -> str:
    """`10 March, 15:10 UTC`, and the clock of the page's zone; takes the text of a published document too."""
    if not at:
        return ""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    page = context.get("page") or {}
    zone = str(page.get("zone") or "UTC") if isinstance(page, Mapping) else "UTC"
    return format_html(
        '<time datetime="{}">{}{}</time>',
        f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        spoken(moment),
        "" if zone == "UTC" else _there(moment, zone),
    )


@register.simple_tag
def subscribe_url(below: str) -> str:
    """Where anybody subscribes: at the running product, also from a copy that stands alone."""
    return links.subscribing(below)


@register.simple_tag
def localtime_script() -> str:
    """The address of the script that shows each moment on the reader's own clock."""
    return static("storm/js/localtime.js")


def _there(moment: datetime, zone: str) -> SafeString:
    try:
        at = moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):  # the machine knows no such zone: the page stands all the same
        return SafeString("")
    day = "" if at.date() == moment.astimezone(UTC).date() else f"{at.day}.{at.month}. "
    return format_html('<span class="there"> ({}{})</span>', day, f"{at:%H:%M} {at.tzname()}")
