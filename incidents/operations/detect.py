"""Detect: an incident is opened, by alerts or by a person, always in the one queue; somebody takes it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from accounts.actors import SYSTEM_ACTOR, Actor
from incidents import facts as register
from incidents.detection import FirstSigns, customer_discovered
from incidents.models import Episode, Incident, IncidentCustomer
from incidents.operations.acting import UnableToAct, acting, tell
from incidents.operations.opening import Opening
from incidents.operations.provisional import Provisional, provisional, write_extents, write_provisional
from timeline import operations as timeline
from timeline.operations import Fact


def open_incidents(
    openings: Sequence[Opening], *, at: datetime, actor: Actor = SYSTEM_ACTOR
) -> list[Incident]:
    """Open incidents, one for each opening, in a fixed number of statements, in the caller's transaction or an own.

    Response `page`: classified provisionally (version 0) and paged in the same transaction, by the reaction table.
    """
    with transaction.atomic():
        found = provisional(openings, at=at)
        rows = [_row(opening, grades, at) for opening, grades in zip(openings, found, strict=True)]
        incidents = Incident.objects.bulk_create(rows)
        triples = list(zip(incidents, openings, found, strict=True))
        Episode.objects.bulk_create(
            Episode(incident=incident, starts_at=incident.occurred_at or incident.detected_at)
            for incident in incidents
        )
        write_extents(triples, at)
        write_provisional([one for one in triples if one[1].response == "page"], at)
        timeline.record_many(
            fact for incident, opening, _ in triples for fact in _facts(incident, opening, actor, at)
        )
    return incidents


def _row(opening: Opening, found: Provisional, at: datetime) -> Incident:
    return Incident(
        title=opening.title[:200],
        means=opening.means,
        manifestation=opening.manifestation,
        response=opening.response,
        priority=found.priority if opening.response == "page" else "",
        occurred_at=opening.occurred_at,
        detected_at=opening.detected_at,
        recurrence_of=opening.recurrence_of,
        stage_entered_at=at,
        created_at=at,
    )


def join_paging(joined: Sequence[tuple[Incident, Opening]], *, at: datetime) -> None:
    """An alert that pages joined incidents that waited in the queue: from now on they stand as if it had opened them.

    Within the caller's transaction, which holds the rows locked. What a person has classified keeps its class.
    """
    late = [(one, opening) for one, opening in joined if one.response != "page"]
    for incident, _ in late:
        incident.response = "page"
    unjudged = [(one, opening) for one, opening in late if one.provisional and not one.priority]
    found = provisional([opening for _, opening in unjudged], at=at)
    triples = [(*pair, grades) for pair, grades in zip(unjudged, found, strict=True)]
    for incident, _, grades in triples:
        incident.priority = grades.priority
    Incident.objects.bulk_update([one for one, _ in late], ["response", "priority"])
    suffering = IncidentCustomer.objects.filter(incident__in=[one for one, _ in unjudged], state="affected")
    counts = suffering.order_by().values("incident_id").annotate(n=Count("id"))
    affected = {row["incident_id"]: row["n"] for row in counts}
    write_provisional(triples, at, {one.pk: affected.get(one.pk, 0) for one, _ in unjudged})
    timeline.record_many(
        fact for incident, opening in unjudged for fact in _of_paging(incident, opening, SYSTEM_ACTOR, at)
    )


def _facts(incident: Incident, opening: Opening, actor: Actor, at: datetime) -> list[Fact]:
    about = {"incident": incident.pk, "number": incident.number}
    rule = {"rule": opening.rule_name, "agreed_by": opening.agreed_by}
    detected = {**about, "means": incident.get_means_display(), "title": incident.title, **rule}

    def fact(kind: str, happened: datetime, **data: object) -> Fact:
        return Fact(
            kind=kind,
            subject=incident.key,
            actor=actor.named,
            at=happened,
            entered_at=at,
            data={**about, **data},
        )

    facts = [fact("incident.detected", incident.detected_at, **detected)]
    if incident.occurred_at and incident.occurred_at < incident.detected_at:
        facts.insert(0, fact("incident.it_began", incident.occurred_at))
    if opening.response == "page":
        facts += _of_paging(incident, opening, actor, at)
    else:
        facts.append(fact("incident.queued", at))
    return facts


def _of_paging(incident: Incident, opening: Opening, actor: Actor, at: datetime) -> list[Fact]:
    about = {"incident": incident.pk, "number": incident.number, "priority": incident.priority}
    rule = {"rule": opening.rule_name, "agreed_by": opening.agreed_by}

    def fact(kind: str, **data: object) -> Fact:
        return Fact(kind=kind, subject=incident.key, actor=actor.named, at=at, data={**about, **data})

    return [fact("incident.classified_provisionally"), fact("incident.paging_agreed", **rule)]


def take(*, incident_id: int, actor: Actor, at: datetime, seen: int | None = None) -> Incident:
    """Become the incident's owner at the helpdesk; its recording starts. Raises UnableToAct when it has an owner."""
    with acting("start_recording", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        if incident.helpdesk_owner_id is not None:
            raise UnableToAct("ALREADY_TAKEN")
        incident.helpdesk_owner_id = actor.user_id
        incident.first_recorded_at = incident.first_recorded_at or at
        first_alert_at = register.ask_one("first_alert_at", incident.pk)
        incident.customer_discovered = customer_discovered(
            FirstSigns(means=incident.means, customer_at=incident.detected_at, alert_at=first_alert_at)
        )
        tell("incident.taken", incident, actor=actor, at=at, user=actor.user_id)
    return incident
