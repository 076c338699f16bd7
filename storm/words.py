"""Time in words: how long something has lasted, and which clock face a moment shows in a zone. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86_400


def lasting(seconds: float) -> str:
    """How long, as short as it stays true: `under 1 min`, `33 min`, `8 h 17`, `22 h`, `3 d`."""
    whole = max(0, int(seconds))
    if whole < MINUTE:
        return "under 1 min"
    if whole < HOUR:
        return f"{whole // MINUTE} min"
    if whole < 10 * HOUR:
        return f"{whole // HOUR} h {whole % HOUR // MINUTE:02d}"
    if whole < 2 * DAY:
        return f"{whole // HOUR} h"
    return f"{whole // DAY} d"


def soon(seconds: float) -> str:
    """How long something quick took: `4.2 s`, `41 s`, and from two minutes on as `lasting` says it."""
    if seconds < 10:
        return f"{max(0.0, seconds):.1f} s"
    return f"{seconds:.0f} s" if seconds < 2 * MINUTE else lasting(seconds)


def running(seconds: float) -> str:
    """The face of a running clock: `33:04`, `1:27:04`."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, MINUTE)
    if minutes < MINUTE:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // MINUTE}:{minutes % MINUTE:02d}:{rest:02d}"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`15:31` today, `Mon 17:30` within six days, `2 Mar 17:30` this year, else `2 Mar 2025`."""
    there, here = at.astimezone(zone), now.astimezone(zone)
    apart = abs((there.date() - here.date()).days)
    if apart == 0:
        return f"{there:%H:%M}"
    if apart < 7:
        return f"{there:%a %H:%M}"
    if there.year == here.year:
        return f"{there.day} {there:%b %H:%M}"
    return f"{there.day} {there:%b %Y}"


def city(zone: ZoneInfo) -> str:
    """The town a zone is named after, which is how people name it: `New York`."""
    return (zone.key or "UTC").rsplit("/", 1)[-1].replace("_", " ")
