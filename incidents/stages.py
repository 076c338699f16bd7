"""The stages of the STORM method and their order: the words every layer uses for where an incident stands."""

from __future__ import annotations

from django.db.models import TextChoices


class Stage(TextChoices):
    """The stage being worked on; the last three are where an incident may end."""

    DETECT = "detect", "Detect"
    RECORD = "record", "Record"
    CLASSIFY = "classify", "Classify"
    NOTIFY = "notify", "Notify"
    ESCALATE = "escalate", "Escalate"
    INVESTIGATE = "investigate", "Investigate"
    RESTORE = "restore", "Restore"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"
    MERGED = "merged", "Merged"


# The road of an incident from its detection to its closure.
ROAD = (
    Stage.DETECT,
    Stage.RECORD,
    Stage.CLASSIFY,
    Stage.NOTIFY,
    Stage.ESCALATE,
    Stage.INVESTIGATE,
    Stage.RESTORE,
    Stage.CLOSED,
)
OPEN_STAGES = ROAD[:-1]
ENDED = frozenset({Stage.CLOSED, Stage.CANCELLED, Stage.MERGED})
BEFORE_RESTORE = ROAD[: ROAD.index(Stage.RESTORE)]
QUICK_RESTORE_FROM = (Stage.CLASSIFY, Stage.NOTIFY, Stage.ESCALATE)


def next_stage(stage: str) -> Stage:
    """The stage that follows; an ended incident stays where it is."""
    here = Stage(stage)
    return here if here in ENDED else ROAD[ROAD.index(here) + 1]


def is_at_most(stage: str, limit: Stage) -> bool:
    """True while the incident has not gone beyond `limit` on its road."""
    here = Stage(stage)
    return here in ROAD and ROAD.index(here) <= ROAD.index(limit)
