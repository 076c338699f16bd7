"""Sets when somebody is asked for the next word in public; the times follow the priority and the numbers in force."""

from datetime import datetime

from django.db import transaction

from incidents.models import Incident
from outbox.operations import ToDo, put_many
from statuspage import queries
from statuspage.models import StatusUpdate
from statuspage.telling.freshness import stages_ahead

TOPIC = "statuspage.nag"


def set_timers(update: StatusUpdate, *, due_at: datetime, at: datetime) -> None:
    """Put an entry for each stage of getting old that is ahead, once for each due time."""
    put_many(
        [
            ToDo(
                topic=TOPIC,
                key=f"update:{update.pk}:{state}:{due_at.timestamp():.0f}",
                due_at=moment,
                payload={"update": update.pk, "state": state, "due": due_at.isoformat()},
            )
            for moment, state in stages_ahead(due_at, at)
        ],
        at=at,
    )


@transaction.atomic
def time_anew(*, at: datetime, incident_id: int | None = None) -> int:
    """Another priority, a fix that did not hold, or other intervals: what is owed gets the times that hold now.

    Entries of the times before find another due time and end moot. Answers how many stories were timed.
    """
    timed = 0
    for story in _stories(incident_id):
        word = story.newest or story.inherited
        if word is not None and story.due_at is not None:
            set_timers(word, due_at=story.due_at, at=at)
            timed += 1
    return timed


def _stories(incident_id: int | None) -> list[queries.Story]:
    if incident_id is None:
        return queries.open_stories()
    return [queries.story_of(Incident.objects.get(pk=incident_id))]
