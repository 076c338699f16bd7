"""Closure: the record completed, the papers written, each customer's question answered, then closed."""

from dataclasses import replace
from datetime import datetime

from accounts.actors import SYSTEM_ACTOR, Actor
from accounts.refusals import Invalid
from incidents.models import CustomerReport, Incident, LetDownEntry, PostMortem
from incidents.operations.acting import UnableToAct, acting, pass_stages, permit, tell, tell_passage
from incidents.operations.speaking import outgoing, speaker_of
from incidents.queries.letters import entitled
from incidents.queries.standing import facts_of, strictness
from incidents.stages import Stage
from notifications.operations import send

RECORD_TIMES = (
    "occurred_at",
    "first_recorded_at",
    "impact_known_at",
    "extent_known_at",
    "customers_informed_at",
    "handling_started_at",
)


def complete_record(
    *,
    incident_id: int,
    actor: Actor,
    at: datetime,
    culprit: str,
    unknown: bool = False,
    missing_monitor: str = "",
    seen: int | None = None,
) -> Incident:
    """Declare the record complete; times that stay empty become unknown when `unknown` says so.

    Raises UnableToAct(CLO_RECORD) with the times that are missing.
    """
    with acting("complete_record", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        _complete(incident, actor, at, culprit=culprit, unknown=unknown, missing_monitor=missing_monitor)
    return incident


def _complete(
    incident: Incident, actor: Actor, at: datetime, *, culprit: str, unknown: bool, missing_monitor: str = ""
) -> None:
    empty = [name for name in RECORD_TIMES if getattr(incident, name) is None]
    if not culprit.strip() or (empty and not unknown):
        raise UnableToAct("CLO_RECORD")
    incident.culprit, incident.unknown_times = culprit.strip()[:160], empty
    incident.missing_monitor = missing_monitor.strip()
    incident.record_completed_at = at
    words = ", ".join(name.removesuffix("_at").replace("_", " ") for name in empty)
    tell("incident.record_completed", incident, actor=actor, at=at, unknown=words)


def write_post_mortem(
    *, incident_id: int, actor: Actor, at: datetime, text: str, done: bool = False, seen: int | None = None
) -> Incident:
    """Write the blameless post-mortem; `done` needs a text."""
    if done and not text.strip():
        raise UnableToAct("CLO_POSTMORTEM")
    with acting("write_postmortem", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        state = PostMortem.State.DONE if done else PostMortem.State.DRAFT
        PostMortem.objects.update_or_create(
            incident=incident,
            defaults={"text": text, "state": state, "changed_at": at, "changed_by": actor.named.key},
        )
        tell("incident.post_mortem_written", incident, actor=actor, at=at, state=state.label)
    return incident


def write_customer_report(*, incident_id: int, actor: Actor, at: datetime, text: str) -> Incident:
    """Draft the report to customers; changing an approved one makes it a draft again. A sent one stays."""
    if not text.strip():
        raise Invalid("CLO_RFO", sentences=["Write the report before saving it."])
    with acting("write_report", incident_id=incident_id, actor=actor, at=at) as incident:
        report = CustomerReport.objects.filter(incident=incident).first()
        if report is not None and report.state == CustomerReport.State.SENT:
            raise UnableToAct("REPORT_SENT")
        CustomerReport.objects.update_or_create(
            incident=incident,
            defaults={
                "text": text.strip(),
                "state": CustomerReport.State.DRAFT,
                "approved_by": "",
                "approved_at": None,
                "changed_at": at,
                "changed_by": actor.named.key,
            },
        )
        tell("incident.report_written", incident, actor=actor, at=at)
    return incident


def approve_customer_report(*, incident_id: int, actor: Actor, at: datetime) -> Incident:
    """An operations manager approves the draft."""
    with acting("approve_report", incident_id=incident_id, actor=actor, at=at) as incident:
        report = _report(incident, CustomerReport.State.DRAFT)
        report.state, report.approved_by, report.approved_at = (
            CustomerReport.State.APPROVED,
            actor.named.key,
            at,
        )
        report.save()
        tell("incident.report_approved", incident, actor=actor, at=at)
    return incident


def send_customer_report(*, incident_id: int, actor: Actor, at: datetime) -> Incident:
    """Send the approved report to the contacts of every affected customer."""
    with acting("send_report", incident_id=incident_id, actor=actor, at=at) as incident:
        report = _report(incident, CustomerReport.State.APPROVED)
        report.state, report.sent_at = CustomerReport.State.SENT, at
        report.save()
        incident.causes_informed_at = incident.causes_informed_at or at
        tell("incident.report_sent", incident, actor=actor, at=at)
    return incident


def post_customer_report(*, incident_id: int, at: datetime) -> int:
    """Put the sent report into the mail; returns to how many. Safe to run twice."""
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        report = CustomerReport.objects.get(incident=incident)
        people, speaker = entitled(incident), speaker_of(incident, at=at, report=report.text)
        send(
            [outgoing(incident, f"rfo:{incident.pk}", "rfo", to, speaker.letter(to.reader)) for to in people],
            at=at,
        )
    return len(people)


def answer_ledger(
    *, incident_id: int, actor: Actor, at: datetime, customer_id: int, let_down: bool, note: str = ""
) -> Incident:
    """Answer for one customer: did we let them down?"""
    with acting("answer_ledger", incident_id=incident_id, actor=actor, at=at, moves=False) as incident:
        entry = (
            LetDownEntry.objects.filter(incident=incident, customer=customer_id)
            .select_related("customer")
            .first()
        )
        if entry is None:
            raise Invalid("LEDGER_UNKNOWN", sentences=["The ledger has no line for this customer (yet)."])
        entry.answer, entry.note = let_down, note.strip()
        entry.answered_by, entry.answered_at = actor.named.key, at
        entry.save()
        data = {"customer": str(entry.customer), "let_down": let_down, "note": note.strip()}
        tell("incident.ledger_answered", incident, actor=actor, at=at, **data)
    return incident


def set_problem_ticket(*, incident_id: int, actor: Actor, at: datetime, ticket: str) -> Incident:
    """Name the ticket under which the lasting solution is worked on."""
    if not ticket.strip():
        raise UnableToAct("CLO_PERMANENT")
    with acting("open_problem_ticket", incident_id=incident_id, actor=actor, at=at) as incident:
        incident.problem_ticket = ticket.strip()[:60]
        tell("incident.problem_ticket_set", incident, actor=actor, at=at, ticket=incident.problem_ticket)
    return incident


def close(*, incident_id: int, actor: Actor, at: datetime, seen: int | None = None) -> Incident:
    """Close a restored incident. Raises UnableToAct with every code that blocks it."""
    with acting(None, incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        permit("close", incident=incident, actor=actor)
        if incident.stage != Stage.RESTORE:
            pass_stages(incident, actor=actor, at=at)
        _close(incident, actor, at)
    return incident


def close_quietly(incident: Incident, *, actor: Actor, at: datetime) -> None:
    """After a quick restore, within its operation: the empty record becomes unknown, then close unless blocked."""
    _complete(incident, actor, at, culprit=incident.culprit or "not found", unknown=True)
    incident.save()
    _close(incident, actor, at, kb_waiver="minor")


def _close(incident: Incident, actor: Actor, at: datetime, *, kb_waiver: str = "") -> None:
    facts = facts_of(incident, at=at)
    incident.facts, incident.strictness = replace(facts, kb_waiver=facts.kb_waiver or kb_waiver), strictness()
    if incident.stage != Stage.RESTORE:
        raise UnableToAct(*(incident.blocked_by() or ["STALE_STAGE"]))
    if codes := incident.blocked_by():
        raise UnableToAct(*codes)
    incident.leave_restore()
    incident.closed_at = incident.stage_entered_at = at
    incident.rooms.filter(closed_at=None).update(closed_at=at)
    incident.save()
    tell_passage(incident, Stage.RESTORE, actor=actor, at=at)
    tell("incident.closed", incident, actor=actor, at=at, kb_waiver=kb_waiver)


def _report(incident: Incident, state: str) -> CustomerReport:
    report = CustomerReport.objects.filter(incident=incident).first()
    if report is None or report.state != state:
        wanted = "a draft" if state == CustomerReport.State.DRAFT else "an approved report"
        raise Invalid(
            "CLO_RFO",
            sentences=[f"There is no {wanted.removeprefix('a ').removeprefix('an ')} to go on with."],
        )
    return report
