"""What the page of one incident shows, gathered in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidents import addresses
from incidents.closure import papers
from incidents.faces import Clock, faces, restore_target
from incidents.guards import StageFacts, blocked_by
from incidents.models import CustomerReport, Incident
from incidents.next_action import NextAction, Viewer, Where, next_action, place_of
from incidents.queries.clocks import clocks_of
from incidents.queries.standing import facts_of, strictness
from incidents.queries.sufferers import Sufferers, sufferers_of
from incidents.queries.told import plan_of
from incidents.queries.trail import moments_of, trail_of
from incidents.queries.why import why_of
from incidents.sentences import SENTENCES
from incidents.stages import ENDED, OPEN_STAGES, Stage


@dataclass(frozen=True, kw_only=True)
class Step:
    """One stage on the way: done, now, skip or todo."""

    stage: str
    label: str
    state: str
    at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Where an incident stands and who looks: what all parts of its pages are made from."""

    incident: Incident
    viewer: Viewer
    facts: StageFacts
    codes: tuple[str, ...]
    moments: dict[str, datetime]
    report_state: str
    at: datetime

    @property
    def im(self) -> str:
        """Who leads or is asked to."""
        return str(self.incident.im) if self.incident.im else ""

    @property
    def judged(self) -> str | None:
        """The priority that a person gave; machines set no clocks."""
        return None if self.incident.provisional else self.incident.priority or None

    @property
    def target_at(self) -> datetime | None:
        """When the service should be back."""
        return restore_target(self.judged, self.incident.detected_at)


def situation_of(incident: Incident, viewer: Viewer, *, at: datetime) -> Situation:
    """Gather where the incident stands."""
    facts = facts_of(incident, at=at)
    is_open = incident.stage not in ENDED
    return Situation(
        incident=incident,
        viewer=viewer,
        facts=facts,
        codes=tuple(blocked_by(incident.stage, facts, strictness())) if is_open else (),
        moments=moments_of(incident),
        report_state=_report_state(incident),
        at=at,
    )


def next_of(now: Situation) -> NextAction | None:
    """The one next action for who looks."""
    where = Where(
        stage=now.incident.stage,
        codes=now.codes,
        moments=now.moments,
        im=now.im,
        im_accepted=now.incident.im_accepted_at is not None,
        report_state=now.report_state,
    )
    return next_action(where, now.viewer)


def parts_of(now: Situation, *, show: str = "", full: bool = False) -> dict[str, Any]:
    """Everything on the page that is no act."""
    incident, viewer = now.incident, now.viewer
    may_note = viewer.may("note")
    sufferers = sufferers_of(incident, at=now.at, edit_url=_edit_url(now))
    return {
        **head_of(now),
        "steps": steps_of(now),
        "clocks": clock_faces(now, sufferers),
        "sufferers": sufferers,
        "plan": plan_of(incident, viewer),
        "papers": papers_of(now),
        "ledger": ledger_of(now),
        "voice": voice_of(incident),
        "trail": trail_of(
            incident, show=show, full=full, note_url=addresses.act("note", incident) if may_note else ""
        ),
        "why": why_of(incident),
    }


def head_of(now: Situation) -> dict[str, Any]:
    """What the top of the page says."""
    incident = now.incident
    into, before = incident.merged_into, incident.recurrence_of
    return {
        "subject": incident.key,
        "number": incident.reference,
        "title": incident.title,
        "url": addresses.page(incident),
        "list_url": "/",
        "war_room_url": addresses.room(incident) if incident.is_open else "",
        "priority": int(incident.priority[1:]) if incident.priority else None,
        "provisional": bool(incident.provisional and incident.priority),
        "stage": incident.stage,
        "stage_label": Stage(incident.stage).label,
        "detected_at": incident.detected_at,
        "occurred_at": incident.occurred_at,
        "restored_at": incident.service_restored_at,
        "ended_at": None if incident.is_open else incident.stage_entered_at,
        "im": now.im,
        "im_accepted": incident.im_accepted_at is not None,
        "owner": str(incident.helpdesk_owner or ""),
        "merged_into": {"number": into.reference, "url": addresses.page(into)} if into else None,
        "recurrence_of": {"number": before.reference, "url": addresses.page(before)} if before else None,
        "changed": incident.changed,
        "statement": incident.problem_statement,
        "reason": incident.cancelled_reason,
    }


def steps_of(now: Situation) -> list[Step]:
    """The seven stages with their times and one short line each."""
    here = now.incident.stage
    reached = OPEN_STAGES.index(Stage(here)) if here in OPEN_STAGES else _stopped(now)
    words = _step_words(now)
    found = []
    for place, stage in enumerate(OPEN_STAGES):
        left_at = now.moments.get(f"passed:{stage.value}")
        at: datetime | None = now.incident.stage_entered_at
        if here == stage:
            state = "now"
        elif place < reached:
            state, at = ("done" if left_at else "skip"), left_at
        else:
            state, at = "todo", None
        if stage == Stage.RESTORE and state == "todo" and now.target_at and now.incident.is_open:
            at = now.target_at
        said = "left out" if state == "skip" else words.get(stage, "")
        found.append(Step(stage=stage.value, label=stage.label, state=state, at=at, words=said))
    return found


def _stopped(now: Situation) -> int:
    """How far an ended incident came."""
    if now.incident.stage == Stage.CLOSED:
        return len(OPEN_STAGES)
    return sum(f"passed:{stage.value}" in now.moments for stage in OPEN_STAGES)


def _step_words(now: Situation) -> dict[Stage, str]:
    incident = now.incident
    version = now.facts.impact is not None and incident.priority
    target = "target" if now.target_at and incident.stage != Stage.RESTORE and incident.is_open else ""
    return {
        Stage.DETECT: incident.get_means_display(),
        Stage.RECORD: str(incident.helpdesk_owner or ""),
        Stage.CLASSIFY: str(version or ""),
        Stage.ESCALATE: now.im,
        Stage.INVESTIGATE: incident.restore_option,
        Stage.RESTORE: target,
    }


def clock_faces(now: Situation, sufferers: Sufferers) -> list[Clock]:
    """The eight clocks; what a machine assumed sets no targets."""
    clocks = clocks_of(now.incident, affected=sufferers.count)
    return faces(clocks, now.judged, now=now.at, ended=not now.incident.is_open)


def papers_of(now: Situation) -> list[dict[str, Any]]:
    """What closing asks for, from Restore on, each with who owes it and until when."""
    incident = now.incident
    if incident.service_restored_at is None or incident.stage != Stage.RESTORE:
        return []
    owed = papers(
        priority=incident.priority, affected=now.facts.affected, restored_at=incident.service_restored_at
    )
    due = {paper.code: paper.due_at for paper in owed}
    codes = ["CLO_RECORD", *due, "CLO_KB", "CLO_PERMANENT", "CLO_TASKS"]
    return [_paper(now, code, due.get(code)) for code in codes]


def _paper(now: Situation, code: str, due_at: datetime | None) -> dict[str, Any]:
    place = place_of(code, now.report_state)
    waits = code in now.codes
    may = waits and now.viewer.may(place.action)
    late = waits and due_at is not None and due_at < now.at
    return {
        "code": code,
        "words": SENTENCES[code] if waits else place.done or SENTENCES[code],
        "state": ("late" if late else "todo") if waits else "done",
        "state_words": ("late" if late else "to do") if waits else "done",
        "by": "",
        "due_at": due_at if waits else None,
        "url": addresses.place(place.goes_to, now.incident) if may else "",
        "label": place.label,
    }


def ledger_of(now: Situation) -> list[dict[str, Any]]:
    """For each affected customer: did we let them down?"""
    if now.incident.service_restored_at is None:
        return []
    may = now.viewer.may("answer_ledger") and now.incident.is_open
    rows = now.incident.ledger.select_related("customer").order_by("customer__name")
    return [
        {
            "name": str(row.customer),
            "suggested": row.suggested,
            "reasons": ", ".join(row.reasons),
            "answer": row.answer,
            "note": row.note,
            "at": row.answered_at,
            "url": addresses.act("ledger", now.incident, row.customer_id) if may else "",
        }
        for row in rows
    ]


def voice_of(incident: Incident) -> list[dict[str, Any]]:
    """What customers and colleagues said, newest first."""
    rows = incident.reports.select_related("customer").order_by("-reported_at", "-id")[:20]
    return [
        {
            "words": row.words,
            "customer": ", ".join(filter(None, [row.reporter, str(row.customer or "")])),
            "at": row.reported_at,
        }
        for row in rows
    ]


def _edit_url(now: Situation) -> str:
    first = now.incident.stage in (Stage.DETECT, Stage.RECORD, Stage.CLASSIFY)
    may = now.incident.is_open and now.viewer.may("classify" if first else "reclassify")
    return addresses.act("classify", now.incident) if may else ""


def _report_state(incident: Incident) -> str:
    found = CustomerReport.objects.filter(incident=incident).values_list("state", flat=True).first()
    return found or ""
