"""Reads of the timeline: a subject's story in words, and the stamp that says whether it changed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import Max, QuerySet
from django.template import Context, Engine, Template

from timeline.kinds import sentence_of
from timeline.models import TimelineEntry

_ENGINE = Engine(autoescape=False)


@dataclass(frozen=True)
class Line:
    """One entry as people read it. `late` is true when it was entered after it happened."""

    id: int
    kind: str
    words: str
    actor: str
    happened_at: datetime
    entered_at: datetime
    late: bool


@cache
def _template(sentence: str) -> Template:
    return Template(sentence, engine=_ENGINE)


def words(entry: TimelineEntry) -> str:
    """The entry's sentence, plain text (escape it where it is shown)."""
    said = {**entry.data, "actor": entry.actor_label, "happened_at": entry.happened_at}
    context = Context(said, autoescape=False)  # a context has its own say, whatever the engine was told
    return _template(sentence_of(entry.kind)).render(context).strip()


def line(entry: TimelineEntry) -> Line:
    """The entry as a line of the story."""
    return Line(
        id=entry.id,
        kind=entry.kind,
        words=words(entry),
        actor=entry.actor_label,
        happened_at=entry.happened_at,
        entered_at=entry.entered_at,
        late=(entry.entered_at - entry.happened_at).total_seconds() > 60,
    )


def entries(subject: str) -> QuerySet[TimelineEntry]:
    """A subject's entries, newest first."""
    return TimelineEntry.objects.filter(subject=subject).order_by("-happened_at", "-id")


def story(subject: str, *, limit: int = 200) -> list[Line]:
    """A subject's newest lines, newest first."""
    return [line(entry) for entry in entries(subject)[:limit]]


def stamp(subject: str) -> int:
    """The id of the subject's newest entry, 0 if none: it moves whenever anything happens."""
    newest: int | None = TimelineEntry.objects.filter(subject=subject).aggregate(newest=Max("id"))["newest"]
    return newest or 0
