"""Whoever was told by phone hears by phone what became of it: the end, its correction, that nothing was wrong."""

from datetime import datetime

from django.db.models import QuerySet

from incidents.audiences import CALL
from incidents.models import Incident, StepRun, Task
from incidents.operations.calls import add_calls
from incidents.operations.speaking import speaker_of
from incidents.queries.known_readers import known_readers
from incidents.queries.readers import Recipient


def call_again(incident: Incident, after: "QuerySet[Task]", call: str, *, sequence: int, at: datetime) -> int:
    """Whoever was called is called once more, each once; returns how many calls are new. Safe to run twice."""
    runs: dict[str, StepRun] = {}
    for task in after.select_related("run__step").order_by("pk"):
        if task.run is not None:
            runs.setdefault(task.contact, task.run)
    people: dict[StepRun, list[Recipient]] = {}
    for key, one in known_readers(runs).items():
        to = Recipient(
            key=key,
            label=one.label,
            address=one.phone,
            channel=CALL,
            reader=one.reader,
            manager_id=one.manager_id,
        )
        people.setdefault(runs[key], []).append(to)
    speaker = speaker_of(incident, at=at)
    return sum(
        add_calls(incident, run, theirs, speaker, call=call, sequence=sequence, at=at)
        for run, theirs in people.items()
    )
