"""What a person's own page shows of her rules: for each urgency what happens, in words, and what she may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import ContactMethod, User
from notifications.naming import said
from oncall.forms.reaching import QuietForm, RuleForm
from oncall.models import NotificationRule
from oncall.paging.reaching import Departure, Habits, Urgency, departures
from oncall.queries.habits import habits_of, kinds_of

KINDS: dict[str, str] = {kind.value: str(kind.label) for kind in ContactMethod.Kind}
_TITLES = {Urgency.HIGH: "Urgent", Urgency.LOW: "Less urgent"}
_MEANT = {Urgency.HIGH: "P1, P2, and what nobody has classified yet", Urgency.LOW: "P3, P4, P5"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rule of one's own."""

    id: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """What holds for one urgency; without rules of one's own `lines` is empty, and `happens` still says it."""

    urgency: str
    title: str
    meant: str
    happens: str
    lines: Sequence[Line]
    form: RuleForm


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The section. Without a verified way there is nothing to order yet."""

    columns: Sequence[Column]
    quiet_form: QuietForm
    quiet_words: str


def section_of(user: User, at: datetime) -> Shown:
    """The section of this person's page, in a fixed number of queries."""
    kinds, habits = kinds_of(user), habits_of([user.pk])[user.pk]
    rules = list(user.notification_rules.all())
    noon = Habits(high=habits.high, low=habits.low, zone=habits.zone)  # what happens outside of quiet hours
    return Shown(
        columns=[_column(level, kinds, noon, rules, at) for level in Urgency] if kinds else (),
        quiet_form=QuietForm(initial=_quiet(habits), auto_id="quiet_%s"),
        quiet_words=quiet_words(habits),
    )


def kind_choices(user: User) -> list[tuple[str, str]]:
    """The channels she has verified, as a form offers them."""
    return [(kind, KINDS[kind]) for kind in kinds_of(user)]


def happens(leaving: Sequence[Departure]) -> str:
    """“SMS and mail at once, a call after 1 min”."""
    words = []
    for after in sorted({one.after_s for one in leaving}):
        names = " and ".join(said(one.kind) for one in leaving if one.after_s == after)
        words.append(f"{names} {_when(after)}")
    text = ", ".join(words)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def quiet_words(habits: Habits) -> str:
    """What the quiet hours do, in a sentence."""
    if habits.quiet is None:
        return "No quiet hours: what is less urgent reaches you at any time."
    starts, ends = habits.quiet
    return f"From {starts:%H:%M} to {ends:%H:%M} what is less urgent waits. What is urgent never does."


def _column(
    level: Urgency, kinds: list[str], habits: Habits, rules: Sequence[NotificationRule], at: datetime
) -> Column:
    mine = [rule for rule in rules if rule.urgency == level]
    return Column(
        urgency=level,
        title=_TITLES[level],
        meant=_MEANT[level],
        happens=happens(departures(kinds, habits, urgency=level, at=at)),
        lines=[
            Line(id=rule.pk, words=f"{KINDS.get(rule.kind, rule.kind)} {_when(rule.delay_seconds)}")
            for rule in mine
        ],
        form=RuleForm(
            kinds=[(kind, KINDS[kind]) for kind in kinds],
            initial={"urgency": level.value},
            auto_id=f"{level.value}_%s",
        ),
    )


def _quiet(habits: Habits) -> dict[str, object]:
    return {"starts": habits.quiet[0], "ends": habits.quiet[1]} if habits.quiet else {}


def _when(seconds: int) -> str:
    return "at once" if seconds == 0 else f"after {seconds // 60} min"
