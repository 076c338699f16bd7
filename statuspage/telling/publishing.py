"""Decides whether something may be told to the public now, and as what: the first word, an update, the all-clear."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.refusals import Unable
from incidents.sentences import SENTENCES
from incidents.stages import ENDED, Stage, is_at_most
from statuspage.telling.colours import STATES, update_refusals
from statuspage.telling.inner_words import InnerNames, first_inner_word

INITIAL, UPDATE, ALL_CLEAR, CORRECTION = "initial", "update", "all_clear", "correction"
RESOLVED = "resolved"
PROMISE_AT_MOST = timedelta(hours=24, minutes=5)
STATUSES = ("investigating", "identified", "monitoring", RESOLVED)


class UnableToPublish(Unable):
    """Nothing was published."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wants to tell. `kind` None lets the standing decide."""

    title: str
    text: str
    status: str
    states: Mapping[str, str] = field(default_factory=dict)
    next_update_at: datetime | None = None
    kind: str | None = None
    substance: bool | None = None
    affected_only: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an incident and its public story stand.

    `over`: the page says so; `cleared`: it has said so since the service was restored the last time. `through`: the
    public heard of it through an incident that was merged into this one.
    """

    stage: str
    restored: bool = False
    updates: int = 0
    over: bool = False
    cleared: bool = False
    through: bool = False
    claim: Mapping[str, str] = field(default_factory=dict)
    components: Collection[str] = ()


Problem = tuple[str, str]


def kind_of(draft: Draft, standing: Standing) -> str:
    """What this would be: after an all-clear everything further is a correction."""
    if draft.kind == ALL_CLEAR:
        return ALL_CLEAR
    if standing.updates == 0:
        return INITIAL
    if draft.kind == CORRECTION:
        return draft.kind
    return CORRECTION if standing.over else UPDATE


def takes_back(draft: Draft, standing: Standing) -> bool:
    """The page said that it was over, and it is not."""
    return standing.over and draft.status != RESOLVED


def reaches_affected_only(draft: Draft, before: bool | None) -> bool:
    """Whether only those affected read of it. What was told to everybody cannot be taken back into a smaller round."""
    wanted = bool(before) if draft.affected_only is None else draft.affected_only
    return wanted and before is not False


def spread_of(draft: Draft, standing: Standing) -> str:
    """Whom a correction is also sent to: who had the all-clear, before it who had the first word; nobody for a typo.

    Taking the all-clear back always is sent. Where the author did not say, other states of components are substance.
    """
    if draft.kind == ALL_CLEAR or not (standing.over or (draft.kind == CORRECTION and standing.updates)):
        return ""
    changed = any(standing.claim.get(one) != state for one, state in draft.states.items())
    matters = takes_back(draft, standing) or (changed if draft.substance is None else draft.substance)
    return ("end" if standing.over else "first") if matters else ""


def problems(draft: Draft, standing: Standing, names: InnerNames, *, at: datetime) -> list[Problem]:
    """Everything that speaks against it, as code and sentence; empty when it may be published."""
    return [*_of_moment(draft, standing), *_of_words(draft, names), *_of_content(draft, standing, at)]


def problems_of_words(title: str, text: str, names: InnerNames) -> list[Problem]:
    """Whether words give away an inner name, in whichever language they are."""
    word = first_inner_word(f"{title}\n{text}", names)
    if word is None:
        return []
    return [
        ("STP_INNER_NAME", f"“{word}” is an inner name. Say it in the words of the components on the page.")
    ]


def refuse(found: Iterable[Problem]) -> None:
    """Raise UnableToPublish with every problem, if there is any."""
    listed = list(found)
    if listed:
        raise UnableToPublish(*(code for code, _ in listed), sentences=[sentence for _, sentence in listed])


def _of_moment(draft: Draft, standing: Standing) -> list[Problem]:
    if standing.stage in ENDED:
        return [
            ("STP_STAGE", "The incident has ended. Reopen it, or publish with the one it was merged into.")
        ]
    if is_at_most(standing.stage, Stage.RECORD):
        return [("STP_STAGE", "Publishing works from Classify on: take and record the incident first.")]
    if draft.kind == ALL_CLEAR:
        return _of_all_clear(standing)
    if draft.status == RESOLVED and kind_of(draft, standing) != CORRECTION:
        return [("STP_STATUS", "“Resolved” is said by the all-clear, or by a correction.")]
    return []


def _of_all_clear(standing: Standing) -> list[Problem]:
    if not standing.restored:
        return [
            (
                "ALL_CLEAR_NOT_RESTORED",
                "Enter when the service was restored; the all-clear comes after that.",
            )
        ]
    if standing.updates == 0 and not standing.through:
        return [
            (
                "ALL_CLEAR_NOT_PUBLISHED",
                "Nothing was published about this incident, so there is nothing to clear.",
            )
        ]
    if standing.cleared:
        return [
            ("ALL_CLEAR_TWICE", "The all-clear is already on the page. Publish a correction if it was wrong.")
        ]
    return []


def _of_words(draft: Draft, names: InnerNames) -> list[Problem]:
    if refused := update_refusals(draft.text) or update_refusals(draft.title):
        return [(code, SENTENCES[code]) for code in refused]
    return problems_of_words(draft.title, draft.text, names)


def _of_content(draft: Draft, standing: Standing, at: datetime) -> list[Problem]:
    found: list[Problem] = []
    if draft.status not in STATUSES:
        found.append(("STP_STATUS", "Choose one of investigating, identified, monitoring."))
    if set(draft.states) - set(standing.components):
        found.append(
            ("STP_COMPONENT", "One of the components is not on the status page any more. Look at it again.")
        )
    if set(draft.states.values()) - set(STATES):
        found.append(("STP_STATE", "A component is in a state that the page does not know."))
    if draft.next_update_at is not None and draft.next_update_at <= at:
        found.append(
            ("STP_NEXT_PAST", "The next update is promised for a time that has passed. Choose a later one.")
        )
    if draft.next_update_at is not None and draft.next_update_at - at > PROMISE_AT_MOST:
        found.append(("STP_NEXT_FAR", "The next update is promised for more than a day from now."))
    return found
