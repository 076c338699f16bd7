"""Who was told of incidents, and who of them still has to hear of the present end."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from incidents.models import Incident, StepRun, Task
from notifications.models import Delivery
from timeline.models import TimelineEntry

REACHED = ("sent", "delivered")


def end_prefix(incident: Incident) -> str:
    """How the keys of all messages begin that tell the present end of this incident."""
    return f"all_clear:{incident.pk}:{incident.end_number}:"


def told_of(incidents: Sequence[Incident], *, states: Sequence[str] = REACHED) -> dict[int, list[Delivery]]:
    """For each incident the first messages of its present episode; those for incidents merged into it belong to it."""
    homes = {incident.key: incident.pk for incident in incidents}
    ids = [incident.pk for incident in incidents]
    for source in _merged(incidents):
        homes[source.key] = source.merged_into_id or 0
        ids.append(source.pk)
    steps = StepRun.objects.filter(incident__in=ids, episode=F("incident__episode"))
    present = {f"step:{number}" for number in steps.values_list("pk", flat=True)}
    rows = Delivery.objects.filter(subject_key__in=homes, kind="initial", state__in=states).order_by("id")
    told: dict[int, list[Delivery]] = {}
    for row in rows.defer("body"):
        if _step_of(row.key) in present:
            told.setdefault(homes[row.subject_key], []).append(row)
    return told


def _step_of(key: str) -> str:
    return ":".join(key.split(":")[:2])


def all_clear_pending(incidents: Sequence[Incident]) -> dict[int, int]:
    """For each incident how many who were told of it have not been sent its present end yet."""
    prefixes = {incident.key: end_prefix(incident) for incident in incidents}
    sent = Delivery.objects.filter(subject_key__in=prefixes, kind="all_clear").exclude(state="pending")
    ended = {
        (int(subject.partition(":")[2]), address)
        for subject, key, address in sent.values_list("subject_key", "key", "address")
        if key.startswith(prefixes[subject])
    }
    return {
        number: len({row.address for row in rows if (number, row.address) not in ended})
        for number, rows in told_of(incidents).items()
    }


def top10_pending(incidents: Sequence[Incident]) -> dict[int, int]:
    """For each incident how many key contacts were called in this episode and not yet called that it is over."""
    ends = {incident.pk: incident.end_number for incident in incidents}
    calls = Task.objects.filter(
        incident__in=ends, run__episode=F("incident__episode"), run__step__audience="top10_affected"
    )
    told: dict[int, set[str]] = {}
    over: dict[int, set[str]] = {}
    for number, contact, call, outcome, state, end in calls.values_list(
        "incident_id", "contact", "call", "outcome", "state", "sequence"
    ):
        if call == Task.Call.INITIAL and outcome in (Task.Outcome.REACHED, Task.Outcome.LEFT_WORD):
            told.setdefault(number, set()).add(contact)
        if (
            call == Task.Call.ALL_CLEAR
            and end == ends[number]
            and state in (Task.State.DONE, Task.State.DROPPED)
        ):
            over.setdefault(number, set()).add(contact)
    return {number: len(contacts - over.get(number, set())) for number, contacts in told.items()}


def public_by_merging(incidents: Sequence[Incident]) -> set[int]:
    """The incidents into which one was merged, in their present episode, of which the public had heard."""
    return {
        source.merged_into_id
        for source in _merged(incidents)
        if source.public_words and source.merged_into_id
    }


def _merged(incidents: Sequence[Incident]) -> list[Incident]:
    """What was merged into these incidents; not what ended together with an earlier episode."""
    reopened = _reopened([incident for incident in incidents if incident.episode > 1])
    sources = Incident.objects.filter(merged_into__in=[incident.pk for incident in incidents])
    return [
        source
        for source in sources
        if (since := reopened.get(source.merged_into_id or 0)) is None or source.stage_entered_at >= since
    ]


def _reopened(incidents: Sequence[Incident]) -> dict[int, datetime]:
    """When each of them was reopened last."""
    subjects = {incident.key: incident.pk for incident in incidents}
    if not subjects:
        return {}
    facts = TimelineEntry.objects.filter(kind="incident.reopened", subject__in=subjects).order_by("id")
    return {subjects[key]: at for key, at in facts.values_list("subject", "entered_at")}
