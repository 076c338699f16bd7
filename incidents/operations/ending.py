"""The exits beside the road: a false alarm, a merge into another incident, and the way back from closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from incidents import facts as register
from incidents.models import Incident, Task
from incidents.operations.acting import UnableToAct, acting, permit, relations, tell
from incidents.operations.calls import drop_open
from incidents.operations.planning import decide_again
from incidents.transitions import FalseAlarm, Merging, Reopening


def false_alarm(
    *, incident_id: int, actor: Actor, at: datetime, reason: str, seen: int | None = None
) -> Incident:
    """Nothing was wrong: cancelled, the escalation stops, paged people are told.

    Raises UnableToAct (FA_ROLE_IM, FA_STAGE, FA_CORRECTION, REASON), Stale.
    """
    if not reason.strip():
        raise UnableToAct("REASON")
    with acting(None, incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        public = register.ask_one("status_page_published", incident.pk)
        incident.request = FalseAlarm(
            stage=incident.stage,
            roles=actor.roles,
            relations=relations(incident, actor),
            im_accepted=incident.im_accepted_at is not None,
            public_post_made=public,
            correction_posted=incident.public_words.get("kind") in ("correction", "all_clear"),
        )
        _refuse(incident.request.refusals())
        incident.false_alarm()
        incident.cancelled_reason, incident.stage_entered_at = reason.strip(), at
        incident.episodes.filter(ends_at=None).update(ends_at=at)
        incident.rooms.filter(closed_at=None).update(closed_at=at)
        tell("incident.cancelled", incident, actor=actor, at=at, reason=reason.strip())
    return incident


def merge_into(
    *, incident_id: int, into_id: int, actor: Actor, at: datetime, seen: int | None = None
) -> Incident:
    """Make the incident part of another one, which gets the earlier times and all assets, customers and reports.

    Raises UnableToAct (MRG_*), NotPermitted, Stale.
    """
    with (
        _both_locked(incident_id, into_id) as rows,
        acting("merge", incident_id=incident_id, actor=actor, at=at, seen=seen) as source,
    ):
        target = rows[into_id]
        source.request = Merging(
            source=source.pk,
            target=target.pk,
            source_stage=source.stage,
            target_stage=target.stage,
            target_root=target.merged_into_id,
        )
        _refuse(source.request.refusals())
        _move_everything(source, target)
        # Whom nobody has called yet the other one's plan calls.
        drop_open(source, Task.Call.values, why=f"It is part of {target.reference}.", at=at)
        decide_again(target, actor=actor, at=at)
        target.save()
        source.merge_into()
        source.merged_into, source.stage_entered_at = target, at
        source.rooms.filter(closed_at=None).update(closed_at=at)
        Incident.objects.filter(merged_into=source).update(merged_into=target)
        data = {"into": target.reference, "into_id": target.pk}
        tell("incident.merged", source, actor=actor, at=at, **data)
        tell("incident.received_merge", target, actor=actor, at=at, source=source.reference)
    return source


@contextmanager
def _both_locked(one: int, other: int) -> Iterator[dict[int, Incident]]:
    """Lock two incidents in the order of their ids: merges that cross do not wait for each other for ever."""
    with transaction.atomic():
        rows = Incident.objects.select_for_update().filter(pk__in=(one, other)).order_by("pk")
        found = {incident.pk: incident for incident in rows}
        if not {one, other} <= found.keys():
            raise Incident.DoesNotExist
        yield found


def _move_everything(source: Incident, target: Incident) -> None:
    target.detected_at = min(source.detected_at, target.detected_at)
    starts = [moment for moment in (source.occurred_at, target.occurred_at) if moment is not None]
    target.occurred_at = min(starts) if starts else None
    target.changed += 1
    target.save()
    known_assets = target.assets.values("asset")
    source.assets.exclude(asset__in=known_assets).update(incident=target)
    known_customers = target.customers.values("customer")
    source.customers.exclude(customer__in=known_customers).update(incident=target)
    source.reports.update(incident=target)


def reopen(*, incident_id: int, actor: Actor, at: datetime, reason: str) -> Incident:
    """Bring a closed incident back to Classify, as a new episode.

    Raises UnableToAct (REO_STAGE, REO_WINDOW after fourteen days, REASON), NotPermitted.
    """
    if not reason.strip():
        raise UnableToAct("REASON")
    with acting(None, incident_id=incident_id, actor=actor, at=at) as incident:
        permit("reopen", incident=incident, actor=actor)
        if incident.closed_at is None:
            raise UnableToAct("REO_STAGE")
        incident.request = Reopening(stage=incident.stage, closed_at=incident.closed_at, now=at)
        _refuse(incident.request.refusals())
        incident.reopen()
        _begin_again(incident, at)
        tell("incident.reopened", incident, actor=actor, at=at, reason=reason.strip())
    return incident


def _begin_again(incident: Incident, at: datetime) -> None:
    """A new episode: customers are told again, an Incident Manager is needed again."""
    incident.episode += 1
    incident.end_number += 1
    incident.episodes.create(starts_at=at)
    incident.appointments.filter(state__in=("named", "accepted")).update(state="replaced")
    incident.im = incident.im_accepted_at = incident.closed_at = incident.record_completed_at = None
    incident.service_restored_at = incident.resolved_at = incident.customers_confirmed_at = None
    incident.provisional, incident.quick_restored = True, False
    incident.public_words, incident.do_not_publish_reason, incident.im_override_reason = {}, "", ""
    incident.restore_option = incident.restore_rationale = ""
    incident.stage_entered_at = at


def _refuse(codes: list[str]) -> None:
    if codes:
        raise UnableToAct(*codes)
