"""Who was told of incidents, and who of them still has to hear of the present end."""

from collections.abc import Sequence

from django.db.models import F

from incidents.models import Incident, StepRun
from notifications.models import Delivery

REACHED = ("sent", "delivered")


def end_prefix(incident: Incident) -> str:
    """How the keys of all messages begin that tell the present end of this incident."""
    return f"all_clear:{incident.pk}:{incident.end_number}:"


def told_of(incidents: Sequence[Incident], *, states: Sequence[str] = REACHED) -> dict[int, list[Delivery]]:
    """For each incident the first messages of its present episode; those for incidents merged into it belong to it."""
    homes = {incident.key: incident.pk for incident in incidents}
    ids = [incident.pk for incident in incidents]
    for source, into in Incident.objects.filter(merged_into__in=ids).values_list("pk", "merged_into_id"):
        homes[f"incident:{source}"] = into or 0
        ids.append(source)
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


def public_by_merging(incident_ids: Sequence[int]) -> set[int]:
    """The incidents into which one was merged of which the public had heard."""
    sources = Incident.objects.filter(merged_into__in=incident_ids).exclude(public_words={})
    return {into for into in sources.values_list("merged_into_id", flat=True) if into}
