"""The timeline: one writer, append-only, told in words, and the causes of what must happen next."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from outbox.models import Entry
from timeline import kinds
from timeline.actors import SYSTEM, Named
from timeline.models import TimelineEntry
from timeline.operations import record
from timeline.queries import stamp, story, words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 3, 0, tzinfo=UTC)


def test_a_fact_cannot_be_changed_or_removed() -> None:
    entry = record("incident.noted", subject="incident:1", actor=SYSTEM, at=NOW, data={"text": "a"})
    for attempt in (
        lambda: TimelineEntry.objects.filter(pk=entry.pk).update(kind="incident.closed"),
        lambda: TimelineEntry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(LookupError, match="No room registered"):
        record("incident.exploded", subject="incident:1", actor=SYSTEM, at=NOW)


def test_words_are_rendered_and_not_stored() -> None:
    actor = Named(key="user:7", label="Ines Okafor")
    entry = record("incident.taken", subject="incident:1", actor=actor, at=NOW)
    assert words(entry) == "Ines Okafor took it"
    assert entry.data == {}


def test_words_are_plain_text_that_whoever_shows_them_escapes_once() -> None:
    data = {"text": "Anke's shop & hers"}
    entry = record("incident.noted", subject="incident:1", actor=SYSTEM, at=NOW, data=data)
    assert words(entry) == "Anke's shop & hers"


def test_a_late_entry_keeps_both_times() -> None:
    record(
        "incident.noted",
        subject="incident:1",
        actor=SYSTEM,
        at=NOW,
        entered_at=NOW + timedelta(minutes=20),
        data={"text": "The phone rang"},
    )
    [line] = story("incident:1")
    assert (line.happened_at, line.entered_at - line.happened_at, line.late) == (
        NOW,
        timedelta(minutes=20),
        True,
    )


def test_a_fact_puts_its_reactions_into_the_outbox_once() -> None:
    entry = record("incident.queued", subject="incident:1", actor=SYSTEM, at=NOW, data={"incident": 1})
    todo = Entry.objects.get()
    assert (todo.topic, todo.key) == ("oncall.watch_queue", f"fact:{entry.pk}")
    assert todo.payload["incident"] == 1


def test_the_stamp_moves_with_every_fact() -> None:
    assert stamp("incident:1") == 0
    first = record("incident.queued", subject="incident:1", actor=SYSTEM, at=NOW)
    assert stamp("incident:1") == first.pk


def test_every_registered_sentence_can_be_told() -> None:
    for kind in kinds.all_kinds():
        entry = TimelineEntry(kind=kind, subject="incident:1", actor_label="Ann", happened_at=NOW, data={})
        assert "{{" not in words(entry)
