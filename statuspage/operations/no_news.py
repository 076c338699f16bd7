"""“No news yet” in one press: a word that is due is said again with the same states and a new promise."""

from datetime import datetime

from accounts.actors import Actor
from incidents.models import Incident
from statuspage import queries
from statuspage.models import StatusUpdate
from statuspage.operations.publishing import publish
from statuspage.queries import Story
from statuspage.telling import wording
from statuspage.telling.freshness import interval_of
from statuspage.telling.publishing import UnableToPublish


def say_no_news(*, incident_id: int, actor: Actor, at: datetime, seen: int | None = None) -> StatusUpdate:
    """Publish that there is nothing new, and promise the next word by the priority's interval.

    Raises UnableToPublish (STP_NO_STORY while nothing is open in public) and whatever `publish` raises.
    """
    story = queries.story_of(Incident.objects.get(pk=incident_id))
    if story.newest is None or story.public is None or story.over:
        raise UnableToPublish("STP_NO_STORY", sentences=[_nothing_open(story)])
    next_at = at + interval_of(story.incident.priority, story.intervals)
    return publish(
        incident_id=incident_id,
        actor=actor,
        at=at,
        seen=len(story.updates) if seen is None else seen,
        title=story.public.title,
        text=wording.no_news(story.newest.status, next_at=next_at),
        status=story.newest.status,
        component_states=story.claim,
        next_update_at=next_at,
    )


def _nothing_open(story: Story) -> str:
    if story.over:
        return "The page says that it is over. Publish a correction if it is not."
    return "Nothing was published about this incident yet: the first word has to say what is wrong."
