"""All arrows of a change on one page: which state may follow which, and what each arrow asks first.

The operation sets `facts` before it takes an arrow; a change that was not asked goes nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django_fsm import FSMField, transition

from catalog.change_guards import BEFORE, FROM, ChangeFacts, Kind, State, blocked_by


def _granted(act: str) -> Callable[[StagedChange], bool]:
    def asked(change: StagedChange) -> bool:
        return change.facts is not None and not blocked_by(act, change.facts)

    return asked


def _of_kind(*kinds: Kind) -> Callable[[StagedChange], bool]:
    def is_one(change: StagedChange) -> bool:
        return change.facts is not None and change.facts.kind in kinds

    return is_one


class StagedChange(models.Model):
    """The state of a change and nothing else; only a transition may move it."""

    state = FSMField(default=State.DRAFT, choices=State.choices, protected=True, max_length=12)

    facts: ChangeFacts | None = None

    class Meta:
        abstract = True

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """Forget the state first: a protected field refuses to be written over, even by the database."""
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)

    @transition(
        state,
        source=State.DRAFT,
        target=State.SUBMITTED,
        conditions=[_of_kind(Kind.NORMAL, Kind.EMERGENCY), _granted("submit")],
    )
    def submit(self) -> None: ...

    @transition(
        state,
        source=State.DRAFT,
        target=State.APPROVED,
        conditions=[_of_kind(Kind.STANDARD), _granted("preapprove")],
    )
    def preapprove(self) -> None: ...

    @transition(state, source=State.SUBMITTED, target=State.APPROVED, conditions=[_granted("approve")])
    def approve(self) -> None: ...

    @transition(state, source=State.SUBMITTED, target=State.REJECTED, conditions=[_granted("reject")])
    def reject(self) -> None: ...

    @transition(state, source=list(FROM["withdraw"]), target=State.DRAFT, conditions=[_granted("withdraw")])
    def withdraw(self) -> None: ...

    @transition(state, source=State.APPROVED, target=State.SCHEDULED, conditions=[_granted("schedule")])
    def schedule(self) -> None: ...

    @transition(state, source=State.SCHEDULED, target=State.IMPLEMENTED, conditions=[_granted("implement")])
    def implement(self) -> None: ...

    @transition(
        state,
        source=list(BEFORE),
        target=State.IMPLEMENTED,
        conditions=[_of_kind(Kind.EMERGENCY), _granted("implement_first")],
    )
    def implement_first(self) -> None: ...

    @transition(
        state, source=list(FROM["back_out"]), target=State.BACKED_OUT, conditions=[_granted("back_out")]
    )
    def back_out(self) -> None: ...

    @transition(state, source=list(FROM["review"]), target=State.REVIEWED, conditions=[_granted("review")])
    def review(self) -> None: ...
