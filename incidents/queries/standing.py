"""Where incidents stand: the facts that the guards ask, gathered for many incidents in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, Model, QuerySet

from accounts.queries import company
from incidents import facts as register
from incidents.closure import ledger_open, suggestion_stands
from incidents.guards import PRESETS, StageFacts, Strictness
from incidents.models import (
    Classification,
    CustomerReport,
    Incident,
    IncidentAsset,
    IncidentCustomer,
    LetDownEntry,
    PostMortem,
    StepRun,
    Task,
    Verification,
    WarRoom,
    WarRoomParticipant,
)
from incidents.queries.ends import all_clear_pending, public_by_merging, top10_pending
from incidents.queries.failover import failover_approved

M = TypeVar("M", bound=Model)

ASKED = (
    "status_page_published",
    "all_clear_on_status_page",
    "all_clear_by",
    "responder_ack",
    "kb_linked",
    "kb_waiver",
)
UNSETTLED = (StepRun.State.PENDING, StepRun.State.BLOCKED, StepRun.State.SENDING, StepRun.State.FAILED)


def strictness() -> Strictness:
    """How strictly this company holds the codes that may be relaxed."""
    return PRESETS["small" if company().small else "team"]


def facts_of(incident: Incident, *, at: datetime) -> StageFacts:
    """The facts of one incident."""
    return gather([incident], at=at)[incident.pk]


def gather(incidents: Sequence[Incident], *, at: datetime) -> dict[int, StageFacts]:
    """The facts of each incident by its id; the number of queries does not grow with the incidents."""
    if not incidents:
        return {}
    sheet = _Sheet.read(incidents, at)
    return {incident.pk: _facts(incident, sheet) for incident in incidents}


@dataclass(frozen=True)
class _Sheet:
    """What the queries brought, by incident id."""

    asked: dict[str, dict[int, Any]]
    classifications: dict[int, Classification]
    assets: dict[int, list[IncidentAsset]]
    affected: dict[int, int]
    steps: dict[int, list[StepRun]]
    rooms: dict[int, list[WarRoom]]
    people: dict[int, list[WarRoomParticipant]]
    open_tasks: dict[int, int]
    papers: dict[str, set[int]]
    ledger: dict[int, int]
    verifications: dict[int, list[Verification]]
    unsent: dict[int, int]
    public_by_merging: set[int]
    failover_approved: dict[int, bool]
    top10_pending: dict[int, int]
    at: datetime

    @classmethod
    def read(cls, incidents: Sequence[Incident], at: datetime) -> "_Sheet":
        ids = [incident.pk for incident in incidents]
        return cls(
            asked={name: register.ask(name, ids) for name in ASKED},
            classifications={
                row.incident_id: row
                for row in Classification.objects.filter(incident__in=ids).order_by("incident_id", "version")
            },
            assets=_grouped(IncidentAsset.objects.filter(incident__in=ids).select_related("asset")),
            affected=_counts(IncidentCustomer.objects.filter(incident__in=ids, state="affected")),
            steps=_grouped(StepRun.objects.filter(incident__in=ids).select_related("step")),
            rooms=_grouped(WarRoom.objects.filter(incident__in=ids, closed_at=None)),
            people=_people(ids),
            open_tasks=_counts(Task.objects.filter(incident__in=ids, state__in=("open", "doing"))),
            papers=_papers(ids),
            ledger=_counts(LetDownEntry.objects.filter(incident__in=ids).exclude(answer=None)),
            verifications=_grouped(Verification.objects.filter(incident__in=ids)),
            unsent=all_clear_pending([one for one in incidents if one.service_restored_at]),
            public_by_merging=public_by_merging(incidents),
            failover_approved=failover_approved(incidents),
            top10_pending=top10_pending([one for one in incidents if one.service_restored_at]),
            at=at,
        )


def _facts(incident: Incident, sheet: _Sheet) -> StageFacts:
    number = incident.pk
    return StageFacts(
        **_of_record(incident),
        **_of_class(incident, sheet),
        **_of_notify(incident, sheet),
        **_of_people(incident, sheet),
        **_of_closure(incident, sheet),
        open_tasks=sheet.open_tasks.get(number, 0),
        kb_linked=sheet.asked["kb_linked"][number],
        kb_waiver=sheet.asked["kb_waiver"][number] or None,
    )


def _of_record(incident: Incident) -> dict[str, Any]:
    return {
        "means": incident.means or None,
        "means_detail": incident.means_detail or None,
        "detected_at": incident.detected_at,
        "helpdesk_owner": f"user:{incident.helpdesk_owner_id}" if incident.helpdesk_owner_id else None,
        "first_recorded_at": incident.first_recorded_at,
        "manifestation": incident.manifestation,
        "problem_statement": incident.problem_statement,
        "suspected_component": incident.suspected_component,
        "restore_option": incident.restore_option or None,
        "restore_rationale": incident.restore_rationale,
    }


def _of_class(incident: Incident, sheet: _Sheet) -> dict[str, Any]:
    latest = sheet.classifications.get(incident.pk)
    judged = latest if latest and not incident.provisional else None
    return {
        "impact": judged.impact if judged else None,
        "urgency": judged.urgency if judged else None,
        "assets": tuple(row.asset.name for row in sheet.assets.get(incident.pk, ())),
        "component_unknown": incident.component_unknown,
        "customers_confirmed": incident.customers_confirmed_at is not None,
        "priority": incident.priority or None,
        "affected": sheet.affected.get(incident.pk, 0),
    }


def _of_notify(incident: Incident, sheet: _Sheet) -> dict[str, Any]:
    steps = [row for row in sheet.steps.get(incident.pk, ()) if row.episode == incident.episode]
    page_steps = [row for row in steps if row.step.channel == "status_page"]
    return {
        "suppressed": incident.suppressed,
        "status_step_due": any(row.state not in ("skipped", "cancelled") for row in page_steps) or not steps,
        "status_page_published": sheet.asked["status_page_published"][incident.pk],
        "do_not_publish": bool(incident.do_not_publish_reason),
        "pending_mandatory": sum(
            row.step.mandatory and row.state in UNSETTLED and row.step.channel != "status_page"
            for row in steps
        ),
        "plan_current": bool(steps) or incident.quick_restored,
    }


def _of_people(incident: Incident, sheet: _Sheet) -> dict[str, Any]:
    rooms = sheet.rooms.get(incident.pk, [])
    inside = sheet.people.get(incident.pk, [])
    return {
        "im": f"user:{incident.im_id}" if incident.im_id else None,
        "im_accepted": incident.im_accepted_at is not None,
        "responder_ack": sheet.asked["responder_ack"][incident.pk],
        "im_override_reason": incident.im_override_reason or None,
        "war_room": rooms[0].kind if rooms else None,
        "im_in_room": any(row.user_id == incident.im_id for row in inside),
        "csr_in_room": any(row.user.has_role("csr", "helpdesk_lead") for row in inside),
    }


def _of_closure(incident: Incident, sheet: _Sheet) -> dict[str, Any]:
    verified = [v for v in sheet.verifications.get(incident.pk, ()) if v.end_number == incident.end_number]
    on_page = sheet.asked["status_page_published"][incident.pk]
    public = on_page or bool(incident.public_words) or incident.pk in sheet.public_by_merging
    return {
        "failover_approved": sheet.failover_approved[incident.pk],
        "service_restored_at": incident.service_restored_at,
        "resolved_at": incident.resolved_at,
        "problem_ticket": incident.problem_ticket or None,
        "quick_restore": incident.quick_restored,
        "went_public": public,
        "all_clear_on_status_page": sheet.asked["all_clear_on_status_page"][incident.pk],
        # Of what was never public, restoring itself has put the news of the end into the outbox.
        "top10_pending": sheet.top10_pending.get(incident.pk, 0),
        "all_clear_pending": sheet.unsent.get(incident.pk, 0) if public else 0,
        "comms_performed_by": sheet.asked["all_clear_by"][incident.pk] or None,
        "comms_verified_by": verified[0].verified_by if verified else None,
        "verified_while_im": bool(verified and verified[0].while_im),
        "record_complete": incident.record_completed_at is not None,
        "postmortem_done": incident.pk in sheet.papers["post_mortem"],
        "rfo_sent": incident.pk in sheet.papers["report"],
        "ledger_open": _ledger_open(incident, sheet),
    }


def _grouped(rows: "QuerySet[M]") -> dict[int, list[M]]:
    groups: dict[int, list[M]] = {}
    for row in rows:
        groups.setdefault(row.incident_id, []).append(row)  # type: ignore[attr-defined]
    return groups


def _counts(rows: "QuerySet[Any]") -> dict[int, int]:
    return dict(rows.values_list("incident_id").annotate(n=Count("id")).order_by())


def _people(ids: list[int]) -> dict[int, list[WarRoomParticipant]]:
    groups: dict[int, list[WarRoomParticipant]] = {}
    inside = WarRoomParticipant.objects.filter(room__incident__in=ids, room__closed_at=None, left_at=None)
    for row in inside.exclude(admitted_at=None).select_related("user", "room"):
        groups.setdefault(row.room.incident_id, []).append(row)
    return groups


def _papers(ids: list[int]) -> dict[str, set[int]]:
    done = PostMortem.objects.filter(incident__in=ids, state="done").values_list("incident_id", flat=True)
    sent = CustomerReport.objects.filter(incident__in=ids, state="sent").values_list("incident_id", flat=True)
    return {"post_mortem": set(done), "report": set(sent)}


def _ledger_open(incident: Incident, sheet: _Sheet) -> int:
    restored = incident.service_restored_at
    stands = restored is not None and suggestion_stands(restored_at=restored, now=sheet.at)
    answered = sheet.ledger.get(incident.pk, 0)
    return ledger_open(answered, sheet.affected.get(incident.pk, 0), stands=stands)
