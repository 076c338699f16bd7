"""The frame of every write of a change: lock the row, ask who may and whether it stands for it, go, record."""

from datetime import datetime
from typing import Any

from accounts.actors import Actor
from accounts.refusals import NotPermitted, Unable
from catalog.change_guards import SENTENCES, ChangeFacts, blocked_by, stands_for
from catalog.models import Change
from catalog.queries.changing import facts_of, may_do
from timeline import operations as timeline

NOT_YOURS = "This change is moved by its requester, or by those who run operations."


class UnableToChange(Unable):
    """A change stays as it is; the codes are those of `catalog.change_guards`."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes, sentences=[SENTENCES[code] for code in codes])


def begin(act: str, change_id: int, actor: Actor, at: datetime) -> tuple[Change, ChangeFacts]:
    """The locked change and its facts, if somebody may move it like this and it stands for it."""
    change = locked(change_id)
    facts = facts_of(change, actor, at=at)
    if act not in ("approve", "reject") and not may_do(act, actor, facts):
        raise NotPermitted(NOT_YOURS)
    if not stands_for(act, change.state, change.kind):
        raise UnableToChange("CHG_STATE")
    return change, facts


def locked(change_id: int) -> Change:
    """The change, held until the transaction ends. Raises Change.DoesNotExist."""
    return Change.objects.select_for_update().get(pk=change_id)


def allow(act: str, change: Change, actor: Actor, *, at: datetime) -> None:
    """Raises NotPermitted when somebody may not do this to the change."""
    if not may_do(act, actor, facts_of(change, actor, at=at)):
        raise NotPermitted(NOT_YOURS)


def refuse(codes: list[str]) -> None:
    """Raises UnableToChange when anything stands in the way."""
    if codes:
        raise UnableToChange(*codes)


def go(change: Change, arrow: str, facts: ChangeFacts, **columns: Any) -> None:
    """Take an arrow and keep what comes with it. Raises UnableToChange when its guards refuse."""
    refuse(blocked_by(arrow, facts))
    change.facts = facts
    getattr(change, arrow)()
    save(change, **columns)


def save(change: Change, **columns: Any) -> None:
    """Write these columns and count the change."""
    for name, value in columns.items():
        setattr(change, name, value)
    change.changed += 1
    change.save(update_fields=["state", "changed", *columns])


def record(
    change: Change, verb: str, *, actor: Actor, at: datetime, happened_at: datetime | None = None, **data: Any
) -> None:
    """One fact of the change's story."""
    timeline.record(
        f"change.{verb}",
        subject=change.key,
        actor=actor.named,
        at=happened_at or at,
        entered_at=at,
        data=data,
    )
