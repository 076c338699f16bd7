"""`record` is the only writer of the timeline; it also puts into the outbox what the reaction table asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from outbox.operations import ToDo, hold_unbegun, put_many
from timeline.actors import Named
from timeline.kinds import sentence_of
from timeline.models import TimelineEntry
from timeline.telling import tell_changed


@dataclass(frozen=True)
class Fact:
    """What is to be recorded. `at` is when it happened; `entered_at` when it was written down, if later.

    `heard_at` is when its reactions are due, if not at once.
    """

    kind: str
    subject: str
    actor: Named
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    entered_at: datetime | None = None
    heard_at: datetime | None = None


def record(
    kind: str,
    *,
    subject: str,
    actor: Named,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    entered_at: datetime | None = None,
) -> TimelineEntry:
    """Write one fact in the caller's transaction. Raises LookupError for an unknown kind."""
    fact = Fact(kind=kind, subject=subject, actor=actor, at=at, data=data or {}, entered_at=entered_at)
    return record_many([fact])[0]


def record_many(facts: Iterable[Fact]) -> list[TimelineEntry]:
    """Write facts in order, and an outbox entry for each reaction, keyed by the fact."""
    facts = list(facts)
    written = TimelineEntry.objects.bulk_create([_row(fact) for fact in facts])
    reactions: Mapping[str, list[str]] = import_string(settings.REACTIONS)
    todos = [
        _todo(topic, row, fact.heard_at or row.entered_at)
        for fact, row in zip(facts, written, strict=True)
        for topic in reactions.get(row.kind, ())
    ]
    tell_changed(row.subject for row in written)
    if todos:
        put_many(todos, at=max(row.entered_at for row in written))
    return written


def hold_unheard(kind: str, *, subjects: Iterable[str]) -> set[str]:
    """The subjects of which an earlier fact of this kind waits for its reactions; they wait for the caller's commit.

    In a storm a second such fact would only make everybody do the same twice.
    """
    reactions: Mapping[str, list[str]] = import_string(settings.REACTIONS)
    return hold_unbegun(topics=reactions.get(kind, ()), subjects=subjects)


def _row(fact: Fact) -> TimelineEntry:
    sentence_of(fact.kind)
    return TimelineEntry(
        kind=fact.kind,
        subject=fact.subject,
        actor=fact.actor.key,
        actor_label=fact.actor.label,
        happened_at=fact.at,
        entered_at=fact.entered_at or fact.at,
        data=dict(fact.data),
    )


def _todo(topic: str, row: TimelineEntry, due_at: datetime) -> ToDo:
    payload = {"subject": row.subject, "fact": row.id, **row.data}
    return ToDo(topic=topic, key=f"fact:{row.id}", due_at=due_at, payload=payload)
