"""What keeps a change from going on, as reason codes, and who may move it. Pure.

Nobody approves what they asked for themselves; only an emergency is made before anybody agreed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices


class Kind(TextChoices):
    """Standard: agreed beforehand, by its procedure. Emergency: made first, written down within a day."""

    STANDARD = "standard", "standard, agreed beforehand"
    NORMAL = "normal", "normal, to be approved"
    EMERGENCY = "emergency", "emergency, made first"


class State(TextChoices):
    """Where a change stands."""

    DRAFT = "draft", "draft"
    SUBMITTED = "submitted", "submitted"
    APPROVED = "approved", "approved"
    REJECTED = "rejected", "rejected"
    SCHEDULED = "scheduled", "scheduled"
    IMPLEMENTED = "implemented", "implemented"
    BACKED_OUT = "backed_out", "backed out"
    REVIEWED = "reviewed", "reviewed"


@dataclass(frozen=True, kw_only=True)
class Freeze:
    """A span [starts_at, ends_at) in which nothing should be changed; `absolute` takes no reason."""

    name: str
    starts_at: datetime
    ends_at: datetime
    absolute: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeFacts:
    """What the guards look at: the change as it is, who acts, and when."""

    kind: str = Kind.NORMAL
    what: str = ""
    why: str = ""
    risk: str = ""
    has_impact: bool = False
    rollback_plan: str = ""
    sop_url: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    requester: int | None = None
    approvers: frozenset[int] = frozenset()
    approved_by: frozenset[int] = frozenset()
    open_notifications: int = 0
    open_tests: int = 0
    freezes: tuple[Freeze, ...] = ()
    freeze_reason: str = ""
    actor: int | None = None
    implemented_at: datetime | None = None
    words: str = ""
    at: datetime | None = None

    @property
    def is_emergency(self) -> bool:
        """Made first."""
        return self.kind == Kind.EMERGENCY


Guard = Callable[[ChangeFacts], list[str]]


def _missing(**asked: object) -> list[str]:
    return [f"CHG_{name.upper()}" for name, there in asked.items() if not there]


def _submit(facts: ChangeFacts) -> list[str]:
    window = facts.starts_at is not None and facts.ends_at is not None
    codes = _missing(what=facts.what, why=facts.why, impact=facts.has_impact, rollback=facts.rollback_plan)
    if facts.kind == Kind.STANDARD:
        return codes + _missing(sop=facts.sop_url)
    others = facts.approvers - {facts.requester}
    return codes + _missing(risk=facts.risk, window=window, approvers=others)


def _decide(facts: ChangeFacts) -> list[str]:
    if facts.actor is not None and facts.actor == facts.requester:
        return ["CHG_SELF_APPROVAL"]
    return [] if facts.actor in facts.approvers else ["CHG_NOT_APPROVER"]


def _all_approved(facts: ChangeFacts) -> list[str]:
    waits = facts.approvers - {facts.requester} - facts.approved_by
    return ["CHG_UNDECIDED"] if waits else []


def _reject(facts: ChangeFacts) -> list[str]:
    return _decide(facts) + _missing(reason=facts.words)


def _schedule(facts: ChangeFacts) -> list[str]:
    if facts.starts_at is None or facts.ends_at is None:
        return ["CHG_WINDOW"]
    return freeze_codes(facts)


def freeze_codes(facts: ChangeFacts) -> list[str]:
    """Whether a freeze forbids the planned window, or asks for a reason."""
    met = frozen(facts.freezes, facts.starts_at, facts.ends_at)
    if not met or facts.is_emergency:
        return []
    if any(freeze.absolute for freeze in met):
        return ["CHG_FREEZE"]
    return [] if facts.freeze_reason.strip() else ["CHG_FREEZE_REASON"]


def frozen(freezes: Iterable[Freeze], starts_at: datetime | None, ends_at: datetime | None) -> list[Freeze]:
    """The freezes that the window touches; that one ends as the other begins is no touch."""
    if starts_at is None or ends_at is None:
        return []
    return [freeze for freeze in freezes if freeze.starts_at < ends_at and starts_at < freeze.ends_at]


def _implement(facts: ChangeFacts) -> list[str]:
    codes = [] if facts.is_emergency or not facts.open_notifications else ["CHG_NOTIFICATIONS"]
    return codes + _made(facts)


def _made(facts: ChangeFacts) -> list[str]:
    made = facts.implemented_at
    return ["CHG_FUTURE"] if made is not None and facts.at is not None and made > facts.at else []


def _back_out(facts: ChangeFacts) -> list[str]:
    return _missing(reason=facts.words) + _made(facts)


def _review(facts: ChangeFacts) -> list[str]:
    codes = _missing(review=facts.words)
    if facts.open_tests:
        codes.append("CHG_TESTS")
    if facts.actor is not None and facts.actor == facts.requester:
        codes.append("CHG_SELF_REVIEW")
    return codes


def _nothing(facts: ChangeFacts) -> list[str]:
    return []


GUARDS: Mapping[str, Guard] = {
    "submit": _submit,
    "preapprove": _submit,
    "approve": _all_approved,
    "decide": _decide,
    "reject": _reject,
    "withdraw": _nothing,
    "schedule": _schedule,
    "implement": _implement,
    "implement_first": _implement,
    "back_out": _back_out,
    "review": _review,
}
BEFORE = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.SCHEDULED)
FROM: Mapping[str, tuple[State, ...]] = {
    "submit": (State.DRAFT,),
    "approve": (State.SUBMITTED,),
    "reject": (State.SUBMITTED,),
    "withdraw": (State.SUBMITTED, State.APPROVED, State.REJECTED, State.SCHEDULED),
    "schedule": (State.APPROVED,),
    "implement": (State.SCHEDULED,),
    "back_out": (State.SCHEDULED, State.IMPLEMENTED),
    "review": (State.IMPLEMENTED, State.BACKED_OUT),
}
SENTENCES: Mapping[str, str] = {
    "CHG_WHAT": "Say what is to be changed.",
    "CHG_WHY": "Say why.",
    "CHG_RISK": "Choose how risky it is.",
    "CHG_WINDOW": "Plan a window: when it begins and when it ends.",
    "CHG_WINDOW_BACKWARDS": "The window has to end after it begins.",
    "CHG_IMPACT": "Say what it may do: name assets or customers, or describe the impact.",
    "CHG_ROLLBACK": "Write down how it is taken back.",
    "CHG_SOP": "A standard change follows a procedure: give the link to it.",
    "CHG_APPROVERS": "Name somebody besides the requester who approves it.",
    "CHG_SELF_APPROVAL": "Who asked for a change cannot approve it. Somebody else has to.",
    "CHG_NOT_APPROVER": "Only those who are named as approvers decide.",
    "CHG_UNDECIDED": "Not everybody who is named has approved yet.",
    "CHG_REASON": "Give the reason.",
    "CHG_FREEZE": "The window lies in a freeze that allows no change. Plan another window.",
    "CHG_FREEZE_REASON": "The window lies in a freeze. Say why it cannot wait.",
    "CHG_NOTIFICATIONS": "Somebody on the checklist has not been told yet.",
    "CHG_TESTS": "A test on the checklist is still open.",
    "CHG_FUTURE": "It cannot have been made in the future.",
    "CHG_REVIEW": "Say how it went.",
    "CHG_SELF_REVIEW": "Somebody else than the requester looks back at it.",
    "CHG_STATE": "The change does not stand where this can be done.",
    "CHG_CLOSED": "Only a draft can be rewritten. Withdraw the change first.",
    "CHG_STALE": "Somebody changed it meanwhile. Look at it again.",
}

_MOVERS = frozenset({"operator", "ops_manager"})
_MAKERS = _MOVERS | {"responder"}
_LOOKERS_BACK = _MAKERS | {"im_candidate", "helpdesk_lead"}
MAY: Mapping[str, frozenset[str]] = {
    **{act: _MOVERS | {"requester"} for act in ("edit", "submit", "withdraw", "schedule")},
    **{act: _MAKERS | {"requester"} for act in ("implement", "back_out", "check")},
    "approve": frozenset({"approver"}),
    "reject": frozenset({"approver"}),
    "review": _LOOKERS_BACK | {"approver"},
}


def blocked_by(act: str, facts: ChangeFacts) -> list[str]:
    """The codes that stand in the way of an act."""
    return GUARDS[act](facts)


def stands_for(act: str, state: str, kind: str) -> bool:
    """Whether a change in this state can be moved like this at all."""
    if act == "implement" and kind == Kind.EMERGENCY:
        return state in BEFORE
    return state in FROM[act]


def may(act: str, *, roles: frozenset[str], relations: frozenset[str]) -> bool:
    """Whether somebody with these roles and these ties (`requester`, `approver`) may do this."""
    return not MAY[act].isdisjoint((roles - {"requester", "approver"}) | relations)
