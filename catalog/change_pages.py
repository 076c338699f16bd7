"""What the pages of changes show: one with what is next, one row of a list, who was asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from accounts.actors import Actor
from catalog.change_guards import SENTENCES, ChangeFacts, Kind, State, frozen
from catalog.forms.changes import BackOutForm, MadeForm, ReasonForm, ReviewForm, ScheduleForm, WordsForm
from catalog.models import Change
from catalog.operations.change_requests import late_by
from catalog.queries.changing import blockers, facts_of, may_do, open_acts
from timeline.queries import story

LABELS = {
    "submit": "Submit for approval",
    "approve": "Approve",
    "reject": "Reject",
    "withdraw": "Withdraw",
    "schedule": "Schedule",
    "implement": "It is made",
    "back_out": "It was backed out",
    "review": "Review",
}
FORMS: dict[str, type[forms.Form]] = {
    "approve": WordsForm,
    "reject": ReasonForm,
    "withdraw": WordsForm,
    "implement": MadeForm,
    "back_out": BackOutForm,
    "review": ReviewForm,
}
KIND_WORDS = [
    (Kind.STANDARD.value, "standard"),
    (Kind.NORMAL.value, "normal"),
    (Kind.EMERGENCY.value, "emergency"),
]
ORIGIN_WORDS = [("us", "ours"), ("provider", "providers'"), ("customer", "customers'")]
FIRST = {"state": "All states", "kind": "All kinds", "source": "Everybody's"}
TITLES = {
    State.DRAFT: "Submit it",
    State.SUBMITTED: "Approve it or reject it",
    State.APPROVED: "Schedule it",
    State.REJECTED: "Withdraw it, and write it anew",
    State.SCHEDULED: "Make the change",
    State.IMPLEMENTED: "Look back at it",
    State.BACKED_OUT: "Look back at it",
}
# The acts that lead on from each state; an emergency is rather made than submitted.
AHEAD = {
    State.DRAFT: ("submit", "implement"),
    State.SUBMITTED: ("approve",),
    State.APPROVED: ("schedule",),
    State.REJECTED: ("withdraw",),
    State.SCHEDULED: ("implement",),
    State.IMPLEMENTED: ("review",),
    State.BACKED_OUT: ("review",),
    State.REVIEWED: (),
}
LOOKED_BACK_AT = (State.IMPLEMENTED, State.BACKED_OUT)
MARKS = {
    State.DRAFT: "todo",
    State.SUBMITTED: "wait",
    State.APPROVED: "wait",
    State.REJECTED: "fail",
    State.SCHEDULED: "wait",
    State.IMPLEMENTED: "done",
    State.BACKED_OUT: "fail",
    State.REVIEWED: "done",
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing somebody can do with a change, as `_act.html` draws it."""

    name: str
    label: str
    url: str
    form: forms.Form | None = None
    main: bool = False
    risk: bool = False
    blocked: bool = False
    open: bool = False
    hint: str = ""
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One change in a list; `onset` is the moment that was asked about."""

    change: Change
    url: str
    mark: str
    late: float | None = None
    onset: datetime | None = None
    own: bool = False
    assets: list[str] = field(default_factory=list)


def rows(
    changes: Iterable[Change], *, onset: datetime | None = None, own: frozenset[int] = frozenset()
) -> list[Row]:
    """Changes as lists show them."""
    return [row(change, onset=onset, own=own) for change in changes]


def entries(changes: Iterable[Change]) -> list[Row]:
    """Changes as the calendar names them, without what they are about."""
    return [Row(change=one, url=address(one), mark=MARKS[State(one.state)]) for one in changes]


def row(change: Change, *, onset: datetime | None = None, own: frozenset[int] = frozenset()) -> Row:
    """One change as lists show it."""
    assets = list(change.assets.all())
    return Row(
        change=change,
        url=address(change),
        mark=MARKS[State(change.state)],
        late=late_by(change),
        onset=onset,
        own=any(asset.pk in own for asset in assets),
        assets=[str(asset) for asset in assets],
    )


def filters(asked: QueryDict) -> dict[str, Any]:
    """The list's filters as links: by state, by kind, by whose change it is."""
    choices = {"state": State.choices, "kind": KIND_WORDS, "source": ORIGIN_WORDS}
    return {"filters": [_choices(name, words, asked) for name, words in choices.items()]}


def _choices(name: str, pairs: Iterable[tuple[str, str]], asked: QueryDict) -> dict[str, Any]:
    pairs = list(pairs)
    now = asked.get(name, "") if asked.get(name, "") in dict(pairs) else ""
    links = [
        {"words": label, "url": _with(asked, name, value), "current": value == now}
        for value, label in [("", FIRST[name]), *pairs]
    ]
    return {"name": name, "links": links}


def _with(asked: QueryDict, name: str, value: str) -> str:
    """The address of the list with another choice; from its first page."""
    kept = {key: str(asked[key]) for key in ("state", "kind", "source", "q") if asked.get(key)}
    return f"?{urlencode({key: text for key, text in {**kept, name: value}.items() if text})}"


def address(change: Change) -> str:
    """The page of a change."""
    return reverse("catalog:change", args=[change.pk])


def page(change: Change, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """Everything on the page of one change."""
    facts = facts_of(change, actor, at=at)
    acts = open_acts(change, actor, facts)
    ahead = next((name for name in acts if name in AHEAD[State(change.state)]), "")
    return {
        "change": change,
        "mark": MARKS[State(change.state)],
        "late": late_by(change),
        "next": _next(change, facts, ahead),
        "acts": [act_of(name, change, facts) for name in acts if name != ahead],
        "edit_url": _edit_url(change, actor, facts),
        "approvals": list(change.approvals.all()),
        "checks": list(change.checks.all()),
        "may_check": may_do("check", actor, facts),
        "freezes": frozen(facts.freezes, change.starts_at, change.ends_at),
        "story": story(change.key, limit=50),
        "details": {name: value for name, value in change.details.items() if value},
    }


def _edit_url(change: Change, actor: Actor, facts: ChangeFacts) -> str:
    is_draft = change.state == State.DRAFT and may_do("edit", actor, facts)
    return reverse("catalog:change_edit", args=[change.pk]) if is_draft else ""


def _next(change: Change, facts: ChangeFacts, ahead: str) -> dict[str, Any] | None:
    """What is next, for whom, and what stands in its way; None when nothing is."""
    state = State(change.state)
    if state not in TITLES:
        return None
    waits = [str(one.approver) for one in change.approvals.all() if not one.decision]
    for_whom = ", ".join(waits) if state == State.SUBMITTED else change.requester_label
    first_made = ahead == "implement" and state == State.DRAFT
    codes = blockers(change, ahead, facts) if ahead else []
    return {
        "title": "Say when it was made" if first_made else TITLES[state],
        "who": "" if ahead else for_whom if state not in LOOKED_BACK_AT else "somebody else",
        "blocked_by": [{"code": code, "words": SENTENCES[code]} for code in codes],
        "act": act_of(ahead, change, facts, main=True) if ahead else None,
    }


def act_of(name: str, change: Change, facts: ChangeFacts, *, form: Any = None, main: bool = False) -> Act:
    """One act, with its form."""
    label = LABELS[name]
    if name == "submit" and change.kind == Kind.STANDARD:
        label = "Go by the procedure"
    return Act(
        name=name,
        label=label,
        url=reverse("catalog:change_act", args=[change.pk, name]),
        form=form if form is not None else blank(name, facts),
        main=main,
        risk=name in ("reject", "back_out"),
        blocked=bool(blockers(change, name, facts)),
    )


def blank(name: str, facts: ChangeFacts, data: Any = None) -> forms.Form | None:
    """The form of an act, if it asks for anything."""
    kind = FORMS.get(name)
    if name == "schedule" and frozen(facts.freezes, facts.starts_at, facts.ends_at):
        kind = ScheduleForm
    return kind(data, label_suffix="", auto_id=f"id_{name}_%s") if kind else None
