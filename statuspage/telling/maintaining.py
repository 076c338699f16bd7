"""Decides whether planned work may be announced as it is written, and what of it is due at a moment. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from accounts.refusals import Unable
from statuspage.telling.colours import update_refusals
from statuspage.telling.inner_words import InnerNames, first_inner_word
from statuspage.telling.recurring import UnreadableRule, slots

SCHEDULED, IN_PROGRESS, VERIFYING = "scheduled", "in_progress", "verifying"
COMPLETED, CANCELLED = "completed", "cancelled"
RUNNING = frozenset({IN_PROGRESS, VERIFYING})
# Who plans work and tells customers of it.
PLANNERS = frozenset({"csr", "helpdesk_lead", "operator", "im_candidate", "ops_manager", "system"})
LONGEST = timedelta(days=14)
FARTHEST = timedelta(days=730)
AHEAD = 4  # of a series so many times are planned, announced each in its own time
ANNOUNCE, REMIND, START, END = "announce", "remind", "start", "end"
# Codes of the refusals, with what would be right.
SENTENCES = {
    "MNT_SPAN": "It has to end after it begins, and within two weeks.",
    "MNT_PAST": "It would be over already. Choose a later end.",
    "MNT_FAR": "It lies more than two years ahead.",
    "MNT_ANNOUNCE": "Announce it before it begins.",
    "MNT_NO_COMPONENT": "Choose at least one component that it touches.",
    "MNT_COMPONENT": "One of the components is not on the status page any more. Look at it again.",
    "MNT_ZONE": "There is no such time zone.",
    "MNT_START": "The first time has to be one of those that the rule names.",
    "MNT_OVERLAP": "The next time would begin before this one ends.",
    "MNT_STATE": "It is over or was cancelled meanwhile.",
    "MNT_CHANGE": "There is no such change.",
    "MNT_RUNS": "It has begun: only its end and its words can still be changed.",
    "MNT_STATUS": "Choose how far it is: planned, under way or being checked.",
    "STP_TEXT": "Write a title and a line of text.",
}


class UnableToMaintain(Unable):
    """Planned work was refused; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody wants to announce; `rule` empty: once."""

    title: str
    text: str
    starts_at: datetime
    ends_at: datetime
    announce_at: datetime
    components: frozenset[str]
    remind_minutes: int = 0
    rule: str = ""
    zone: str = "UTC"


@dataclass(frozen=True, kw_only=True)
class Course:
    """How far a piece of work is."""

    state: str
    starts_at: datetime
    ends_at: datetime
    announce_at: datetime
    remind_minutes: int = 0
    announced: bool = False
    reminded: bool = False

    @property
    def remind_at(self) -> datetime | None:
        """When subscribers hear of it once more, if they do."""
        return self.starts_at - timedelta(minutes=self.remind_minutes) if self.remind_minutes else None


def due(course: Course, *, at: datetime) -> list[str]:
    """Which steps are due by now, in order; a reminder that comes with the start would tell nobody anything."""
    if course.state in (COMPLETED, CANCELLED):
        return []
    begins = course.state == SCHEDULED and course.starts_at <= at
    runs = begins or course.state in RUNNING
    wanted = course.remind_at
    steps = {
        ANNOUNCE: not course.announced and (course.announce_at <= at or begins),
        REMIND: not runs and course.announced and not course.reminded and wanted is not None and wanted <= at,
        START: begins,
        END: runs and course.ends_at <= at,
    }
    return [step for step, is_due in steps.items() if is_due]


def follows(state: str) -> list[str]:
    """What a person may make of it, with a word to customers: the same again, or how far it is by now."""
    order = [SCHEDULED, IN_PROGRESS, VERIFYING, COMPLETED]
    return order[order.index(state) :] if state != SCHEDULED else [SCHEDULED, IN_PROGRESS]


def moments(course: Course) -> dict[str, datetime]:
    """When to look again, by step."""
    wanted = {ANNOUNCE: course.announce_at, START: course.starts_at, END: course.ends_at}
    return {**wanted, REMIND: course.remind_at} if course.remind_at else wanted


def problems(plan: Plan, names: InnerNames, known: Collection[str], *, at: datetime) -> list[tuple[str, str]]:
    """Everything that speaks against it, as code and sentence."""
    codes = [*_of_span(plan, at), *_of_components(plan, known)]
    return [
        *((code, SENTENCES[code]) for code in codes),
        *_of_words(plan.text.strip() and plan.title.strip() and f"{plan.title}\n{plan.text}", names),
        *_of_rule(plan),
    ]


def word_problems(text: str, names: InnerNames) -> list[tuple[str, str]]:
    """What speaks against an update."""
    return _of_words(text, names)


def refuse(found: Collection[tuple[str, str]]) -> None:
    """Raise UnableToMaintain with every problem, if there is any."""
    if found:
        raise UnableToMaintain(*(code for code, _ in found), sentences=[words for _, words in found])


def refused(*codes: str) -> UnableToMaintain:
    """The refusal with these codes."""
    return UnableToMaintain(*codes, sentences=[SENTENCES[code] for code in codes])


def _of_span(plan: Plan, at: datetime) -> list[str]:
    checks = {
        "MNT_SPAN": not plan.starts_at < plan.ends_at <= plan.starts_at + LONGEST,
        "MNT_PAST": plan.ends_at <= at,
        "MNT_FAR": plan.starts_at > at + FARTHEST,
        "MNT_ANNOUNCE": plan.announce_at > plan.starts_at,
    }
    return [code for code, wrong in checks.items() if wrong]


def _of_components(plan: Plan, known: Collection[str]) -> list[str]:
    if not plan.components:
        return ["MNT_NO_COMPONENT"]
    return ["MNT_COMPONENT"] if plan.components - set(known) else []


def _of_words(text: str, names: InnerNames) -> list[tuple[str, str]]:
    if update_refusals(text):
        return [("STP_TEXT", SENTENCES["STP_TEXT"])]
    word = first_inner_word(text, names)
    said = f"“{word}” is an inner name. Say it in the words of the components on the page."
    return [("STP_INNER_NAME", said)] if word else []


def _of_rule(plan: Plan) -> list[tuple[str, str]]:
    if not plan.rule:
        return []
    if plan.zone not in available_timezones():
        return [("MNT_ZONE", SENTENCES["MNT_ZONE"])]
    try:
        found = slots(plan.rule, zone=plan.zone, starts_at=plan.starts_at, after=None, count=2)
    except UnreadableRule as error:
        return [("MNT_RULE", f"How it comes again: {error}")]
    if not found or found[0] != plan.starts_at:
        return [("MNT_START", SENTENCES["MNT_START"])]
    overlaps = len(found) == 2 and found[1] < plan.ends_at
    return [("MNT_OVERLAP", SENTENCES["MNT_OVERLAP"])] if overlaps else []
