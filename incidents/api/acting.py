"""Every act on an incident as `POST /incidents/<number>/<act>/`: a row of the table is one operation and its input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actors import Actor
from accounts.api import WRITES, Staff, caller
from incidents.api import inputs
from incidents.api.shown import IncidentShown, load
from incidents.models import Incident
from incidents.operations import (
    calls,
    classify,
    closure,
    detect,
    ending,
    escalate,
    failover,
    investigate,
    notify,
    record,
    reports,
    restore,
    rooms,
    suggestions,
)
from incidents.operations.acting import advance

Operation = Callable[..., object]


@dataclass(frozen=True)
class Row:
    """An act: its input, the operation it calls, and what it does in a few words."""

    takes: type[Any]
    operation: Operation
    words: str


def _record(*, seen: int | None = None, incident_id: int, actor: Actor, at: datetime, **given: Any) -> None:
    written = record.Record(**given)
    record.record_details(incident_id=incident_id, actor=actor, at=at, record=written, seen=seen)


def _classify(*, seen: int | None = None, incident_id: int, actor: Actor, at: datetime, **given: Any) -> None:
    judgement = classify.Judgement(**given)
    classify.classify(incident_id=incident_id, actor=actor, at=at, judgement=judgement, seen=seen)


def _attach(*, incident_id: int, actor: Actor, at: datetime, **given: Any) -> None:
    reports.attach_report(incident_id=incident_id, actor=actor, at=at, told=reports.Told(**given))


def _merge(*, into: int, **given: Any) -> None:
    ending.merge_into(into_id=Incident.objects.get(number=into).pk, **given)


ACTS: Mapping[str, Row] = {
    "attach-report": Row(inputs.AttachReport, _attach, "One more person told us of it"),
    "take": Row(inputs.Act, detect.take, "Become its owner at the helpdesk"),
    "record": Row(inputs.RecordDetails, _record, "Write the record down or correct it"),
    "classify": Row(inputs.Classify, _classify, "Classify it, or classify it anew"),
    "dismiss-suggestion": Row(
        inputs.Reason, suggestions.dismiss_suggestion, "Keep the priority against the suggestion"
    ),
    "advance": Row(inputs.Act, advance, "Go on to the next stage"),
    "withhold": Row(inputs.Reason, notify.do_not_publish, "Decide that nothing is published"),
    "waive-step": Row(inputs.WaiveStep, notify.waive_step, "Let one step of the plan go"),
    "name-im": Row(inputs.NameIm, escalate.name_im, "Name an Incident Manager, or take command"),
    "accept-im": Row(inputs.Act, escalate.accept_im, "Accept to be Incident Manager"),
    "decline-im": Row(inputs.Decline, escalate.decline_im, "Decline to be Incident Manager"),
    "override-ack": Row(inputs.Reason, escalate.override_acknowledgement, "Go on though nobody acknowledged"),
    "open-room": Row(inputs.OpenRoom, rooms.open_room, "Open the war room"),
    "enter-room": Row(inputs.Nothing, rooms.enter_room, "Enter the war room, or ask at its door"),
    "leave-room": Row(inputs.Nothing, rooms.leave_room, "Leave the war room"),
    "admit": Row(inputs.Someone, rooms.admit, "Let somebody in"),
    "remove": Row(inputs.Someone, rooms.remove, "Send somebody out"),
    "add-task": Row(inputs.AddTask, investigate.add_task, "Give somebody something to do"),
    "start-task": Row(inputs.StartTask, investigate.start_task, "Begin a task"),
    "finish-task": Row(inputs.EndTask, investigate.finish_task, "Report a task done"),
    "report-call": Row(inputs.ReportCall, calls.report_call, "Say how a call went"),
    "drop-task": Row(inputs.EndTask, investigate.drop_task, "Let a task go"),
    "state-problem": Row(inputs.StateProblem, investigate.state_problem, "Say in one sentence what fails"),
    "suspect": Row(inputs.Suspect, investigate.suspect, "Name the suspected component"),
    "note": Row(inputs.Note, investigate.note, "Write into the timeline"),
    "choose-option": Row(inputs.ChooseOption, investigate.choose_option, "Choose how to restore, and why"),
    "approve-failover": Row(
        inputs.ApproveFailover, failover.approve_failover, "Agree to the failover: one of two people"
    ),
    "restored": Row(inputs.Restored, restore.mark_restored, "The service works again"),
    "resolved": Row(inputs.Resolved, restore.note_resolved, "Mended for good"),
    "restore-failed": Row(inputs.Reason, restore.restore_failed, "It did not hold: back to Investigate"),
    "verify": Row(inputs.Verify, restore.verify_comms, "Verify the all-clear"),
    "quick-restore": Row(inputs.QuickRestore, restore.quick_restore, "The short way for small incidents"),
    "complete-record": Row(inputs.CompleteRecord, closure.complete_record, "Declare the record complete"),
    "post-mortem": Row(inputs.PostMortemText, closure.write_post_mortem, "Write the post-mortem"),
    "write-report": Row(inputs.Text, closure.write_customer_report, "Draft the report to customers"),
    "approve-report": Row(inputs.Nothing, closure.approve_customer_report, "Approve the report to customers"),
    "send-report": Row(inputs.Nothing, closure.send_customer_report, "Send the report to customers"),
    "ledger": Row(inputs.Ledger, closure.answer_ledger, "Say whether we let a customer down"),
    "problem-ticket": Row(inputs.ProblemTicket, closure.set_problem_ticket, "Name the problem ticket"),
    "close": Row(inputs.Act, closure.close, "Close it"),
    "false-alarm": Row(inputs.Reason, ending.false_alarm, "Nothing was wrong"),
    "merge": Row(inputs.Merge, _merge, "Make it part of another incident"),
    "reopen": Row(inputs.ReasonAlone, ending.reopen, "Bring a closed incident back"),
}


class ActOnIncident(APIView):
    """Runs one operation in the caller's name; the answer is the incident as it stands afterwards."""

    permission_classes = [Staff]
    row: Row

    def post(self, request: Request, number: int) -> Response:
        """Refusals are answered 409 with every code in `blocked_by`, a wrong role 403, wrong input 400."""
        form, now = self.row.takes(data=request.data), timezone.now()
        form.is_valid(raise_exception=True)
        incident = Incident.objects.get(number=number)
        self.row.operation(incident_id=incident.pk, actor=caller(request), at=now, **form.validated_data)
        return Response(IncidentShown(load(number, at=now), context={"request": request}).data)


def act_view(name: str, row: Row) -> Callable[..., HttpResponseBase]:
    """The view of one act, described for the API's documentation."""
    title = "".join(part.title() for part in name.split("-"))
    view = type(f"{title}View", (ActOnIncident,), {"row": row, "post": _described(name, row)})
    made: Callable[..., HttpResponseBase] = view.as_view()  # type: ignore[attr-defined]
    return made


def _described(name: str, row: Row) -> Callable[..., Response]:
    def post(self: ActOnIncident, request: Request, number: int) -> Response:
        return ActOnIncident.post(self, request, number)

    described: Callable[..., Response] = extend_schema(
        operation_id=f"incidents_{name.replace('-', '_')}",
        summary=row.words,
        description=f"{row.words}. {ActOnIncident.post.__doc__}",
        request=None if row.takes is inputs.Nothing else row.takes,
        responses={200: IncidentShown, **WRITES},
    )(post)
    return described
