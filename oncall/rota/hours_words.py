"""Hours of the week as people write them, one set a line: “Mon-Fri 18:00-08:00”, “Sat, Sun”. Read and written. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import time

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NUMBERS = {name.lower(): number for number, name in enumerate(DAY_NAMES)}
WEEK = len(DAY_NAMES)
EVERY_DAY = ("every day", "daily")
MOST = 14
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
TIMES = re.compile(r"(\d{1,2}(?:[:.]\d{2})?)\s*(?:-|–|to|until)\s*(\d{1,2}(?:[:.]\d{2})?)$")


def read(text: str) -> list[dict[str, object]]:
    """Sets of hours as a layer keeps them. Raises ValueError with a sentence that names the line."""
    lines = [line.strip() for line in re.split(r"[\n;]", text) if line.strip()]
    if len(lines) > MOST:
        raise ValueError(f"At most {MOST} lines.")
    return [_line(line) for line in lines]


def say(hours: Iterable[Mapping[str, object]]) -> str:
    """The same sets, one a line, as they can be read again."""
    return "\n".join(say_one(one) for one in hours)


def say_one(one: Mapping[str, object]) -> str:
    """“Mon-Fri 18:00-08:00”; a whole day has no hours."""
    found = one.get("days")
    days = sorted(int(day) for day in found) if isinstance(found, list) else []
    opens, closes = str(one.get("opens")), str(one.get("closes"))
    named = _days_in_words(days)
    return named if opens == closes == "00:00" else f"{named} {opens}-{closes}"


def _line(line: str) -> dict[str, object]:
    words = line.lower().replace("24:00", "00:00")
    times = TIMES.search(words)
    before = words[: times.start()].strip(" ,") if times else words
    try:
        opens, closes = (_clock(times[1]), _clock(times[2])) if times else (time(0), time(0))
        days = _days(before)
    except (KeyError, ValueError) as error:
        raise ValueError(
            f"“{line}” is not understood. Write it as Mon-Fri 18:00-08:00, or Sat, Sun."
        ) from error
    return {"days": days, "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}


def _clock(text: str) -> time:
    match = CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return time(int(match[1]), int(match[2] or 0))


def _days(text: str) -> list[int]:
    """“mon-fri, sun”; none, or every day, is all of them. A span may run over the weekend."""
    if not text or text in EVERY_DAY:
        return list(range(WEEK))
    found: set[int] = set()
    for part in re.split(r"\s*(?:,|\band\b|\s)\s*", re.sub(r"\s*(?:-|–|\bto\b)\s*", "-", text)):
        first, dash, last = part.partition("-")
        begin, end = NUMBERS[first[:3]], NUMBERS[(last if dash else first)[:3]]
        found |= {day % WEEK for day in range(begin, end + 1 + (WEEK if end < begin else 0))}
    return sorted(found)


def _days_in_words(days: list[int]) -> str:
    if len(days) == WEEK:
        return "every day"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        f"{DAY_NAMES[run[0]]}-{DAY_NAMES[run[-1]]}"
        if len(run) > 2
        else ", ".join(DAY_NAMES[day] for day in run)
        for run in runs
    )
