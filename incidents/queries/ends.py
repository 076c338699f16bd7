"""Who was told of incidents, and who of them still has to hear of the present end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from incidents.models import Incident, StepRun, Task
from incidents.models.detect import key_of
from notifications.models import Delivery
from timeline.models import TimelineEntry

REACHED = ("sent", "delivered")
TOLD = (Task.Outcome.REACHED, Task.Outcome.LEFT_WORD)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """Those who have had the first word, by key: in writing, and by phone."""

    written: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()


def end_prefix(incident: Incident) -> str:
    """How the keys of all messages begin that tell the present end of this incident."""
    return f"all_clear:{incident.pk}:{incident.end_number}:"


def told_of(incidents: Sequence[Incident], *, states: Sequence[str] = REACHED) -> dict[int, list[Delivery]]:
    """For each incident the first messages of its present episode; those for incidents merged into it belong to it."""
    return _told_by(_homes_of(incidents), states)


def heard_by_merging(incident: Incident) -> Heard:
    """Who heard, or is about to, of what was merged into this incident: the first word need not be said again."""
    homes = {source.pk: incident.pk for source in _merged([incident])}
    if not homes:
        return Heard()
    told = _told_by(homes, (*REACHED, "pending")).get(incident.pk, [])
    written = frozenset(row.recipient for row in told)
    calls = first_calls(_steps_of(homes)).values_list("contact", "outcome")
    called = frozenset(contact for contact, outcome in calls if outcome in TOLD or contact in written)
    return Heard(written=written, called=called)


def calls_that_told(incident: Incident) -> "QuerySet[Task]":
    """The calls by which somebody heard of it in this episode; those for what was merged into it belong to it."""
    return first_calls(_steps_of(_homes_of([incident]))).filter(outcome__in=TOLD)


def first_calls(steps: Iterable[int]) -> "QuerySet[Task]":
    """The calls of these steps that say that it is broken."""
    return Task.objects.filter(run__in=list(steps), call=Task.Call.INITIAL)


def _told_by(homes: Mapping[int, int], states: Sequence[str]) -> dict[int, list[Delivery]]:
    steps = _steps_of(homes)
    subjects = [key_of(number) for number in homes]
    rows = Delivery.objects.filter(subject_key__in=subjects, kind="initial", state__in=states).order_by("id")
    told: dict[int, list[Delivery]] = {}
    for row in rows.defer("body"):
        if (home := steps.get(_step_of(row.key))) is not None:
            told.setdefault(home, []).append(row)
    return told


def _homes_of(incidents: Sequence[Incident]) -> dict[int, int]:
    """These incidents and what was merged into them, each with the one that owes its end."""
    homes = {incident.pk: incident.pk for incident in incidents}
    return homes | {source.pk: source.merged_into_id or 0 for source in _merged(incidents)}


def _steps_of(homes: Mapping[int, int]) -> dict[int, int]:
    """The steps of the present episodes, each with the incident that owes its end."""
    steps = StepRun.objects.filter(incident__in=list(homes), episode=F("incident__episode"))
    return {step: homes[incident] for step, incident in steps.values_list("pk", "incident_id")}


def _step_of(key: str) -> int:
    number = key.split(":")[1] if key.startswith("step:") else ""
    return int(number) if number.isdecimal() else 0


def all_clear_pending(incidents: Sequence[Incident]) -> dict[int, int]:
    """For each incident how many who were told of it have not been sent its present end yet."""
    prefixes = {incident.key: end_prefix(incident) for incident in incidents}
    sent = Delivery.objects.filter(subject_key__in=prefixes, kind="all_clear")
    sent = sent.exclude(state="pending", held_until=None)  # who sleeps reads it in the morning
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
    steps = _steps_of(_homes_of(incidents))
    first = first_calls(steps).filter(outcome__in=TOLD, run__step__audience="top10_affected")
    told: dict[int, set[str]] = {}
    for step, contact in first.values_list("run_id", "contact"):
        told.setdefault(steps[step or 0], set()).add(contact)
    settled = (Task.State.DONE, Task.State.DROPPED)
    last = Task.objects.filter(incident__in=ends, call=Task.Call.ALL_CLEAR, state__in=settled)
    over: dict[int, set[str]] = {}
    for number, contact, end in last.values_list("incident_id", "contact", "sequence"):
        if end == ends[number]:
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
