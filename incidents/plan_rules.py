"""Decides whether a plan that somebody wrote down can be carried out: a sentence for each thing that cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from incidents.audiences import AUDIENCES, CALL, CHANNELS, STATUS_PAGE, fits
from incidents.plan import CONDITION_WORDS, CONDITIONS, PlanLine

LIST = "internal_list"
CHAT = "chat"
MOST_STEPS = 30


def faults(lines: Sequence[PlanLine], *, lists: Iterable[str], places: Iterable[str]) -> list[str]:
    """Why the plan cannot stand; empty when it can."""
    known = {"list": set(lists), "place": set(places)}
    found = [sentence for line in lines for sentence in _of_line(line, known)]
    return found + _of_all(lines)


def code_for(line: PlanLine, taken: Iterable[str]) -> str:
    """The name of a new step: what it does, with a number where there is one like it; a plan has one status page."""
    if line.channel == STATUS_PAGE and STATUS_PAGE not in set(taken):
        return STATUS_PAGE
    stem = f"{line.channel}_{line.audience}"[:36]
    names = [stem, *(f"{stem}_{number}" for number in range(2, MOST_STEPS + 2))]
    return next(name for name in names if name not in set(taken))


def words_of(line: PlanLine) -> str:
    """A step as the sentences name it."""
    audience = AUDIENCES[line.audience].words if line.audience in AUDIENCES else line.audience
    return f"“{audience}, {CHANNELS.get(line.channel, line.channel)}”"


def _of_line(line: PlanLine, known: dict[str, set[str]]) -> list[str]:
    said = words_of(line)
    checks = {
        f"{said}: these people cannot be reached that way.": fits(line.audience, line.channel),
        f"{said}: there is no condition “{line.condition}”.": line.condition in CONDITIONS,
        f"{said}: say which list; there is none called “{line.list_name}”.": line.audience != LIST
        or line.channel == CHAT
        or line.list_name in known["list"],
        f"{said}: say which channel; no place is called “{line.list_name}”.": line.channel != CHAT
        or line.list_name in known["place"],
        f"{said}: who calls later, and after how many minutes? Say both.": bool(line.later_performer)
        == bool(line.later_minutes),
        f"{said}: only calls are made until a time, or once more later.": line.channel == CALL
        or not (line.within_minutes or line.later_minutes),
        f"{said}: what is mandatory cannot wait for “{CONDITION_WORDS.get(line.condition, '')}”.": not line.mandatory
        or line.condition in ("", "affected"),
    }
    return [sentence for sentence, holds in checks.items() if not holds]


def _of_all(lines: Sequence[PlanLine]) -> list[str]:
    pages = sum(line.channel == STATUS_PAGE for line in lines)
    outside = any(line.external and line.channel != STATUS_PAGE for line in lines)
    twice = [name for name, times in Counter(_same(line) for line in lines).items() if times > 1]
    checks = {
        "A plan needs a step.": bool(lines),
        f"No more than {MOST_STEPS} steps.": len(lines) <= MOST_STEPS,
        "The status page stands in a plan once.": pages <= 1,
        "What goes outside waits for the status page: add that step.": pages == 1 or not outside,
        "Somebody inside has to be told: add a step for colleagues.": any(
            not line.external for line in lines
        ),
    }
    said = [sentence for sentence, holds in checks.items() if not holds]
    return said + [f"{name} stands there twice." for name in twice]


def _same(line: PlanLine) -> str:
    return f"{words_of(line)}{f' ({line.list_name})' if line.list_name else ''}"
