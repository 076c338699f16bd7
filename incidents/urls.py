"""The addresses of this room: the list, the page of an incident, and one address for each act."""

from django.urls import path

from incidents.views import (
    changes,
    classify,
    closure,
    detect,
    ending,
    escalate,
    incident,
    investigate,
    listing,
    notify,
    parameters,
    record,
    restore,
    war_room,
    what_if,
)

app_name = "incidents"
ONE = "incidents/<int:number>/"

urlpatterns = [
    path("", listing.listing, name="list"),
    path("incidents/report/", detect.report, name="report"),
    path("what-if/", what_if.what_if, name="what_if"),
    path("what-if/answer/", what_if.answer, name="what_if_answer"),
    path("what-if/assets/", what_if.assets, name="what_if_assets"),
    path("settings/classification/", parameters.parameters, name="parameters"),
    path(ONE, incident.incident, name="incident"),
    path(f"{ONE}war-room/", war_room.war_room, name="war_room"),
    path(f"{ONE}changes/", changes.changes, name="changes"),
    path(f"{ONE}window/", war_room.window, name="window"),
    # Detect, Record, Classify
    path(f"{ONE}take/", detect.take, name="take"),
    path(f"{ONE}call/", detect.call, name="call"),
    path(f"{ONE}record/", record.record, name="record"),
    path(f"{ONE}classify/", classify.classify, name="classify"),
    path(f"{ONE}sufferers/", classify.sufferers, name="sufferers"),
    path(f"{ONE}keep-priority/", classify.dismiss_suggestion, name="dismiss_suggestion"),
    path(f"{ONE}assets/", classify.assets, name="assets"),
    # Notify, Escalate
    path(f"{ONE}withhold/", notify.withhold, name="withhold"),
    path(f"{ONE}steps/<int:step>/waive/", notify.waive_step, name="waive_step"),
    path(f"{ONE}manager/name/", escalate.name_im, name="name_im"),
    path(f"{ONE}manager/command/", escalate.command, name="command"),
    path(f"{ONE}manager/accept/", escalate.accept_im, name="accept_im"),
    path(f"{ONE}manager/decline/", escalate.decline_im, name="decline_im"),
    path(f"{ONE}override-ack/", escalate.override_ack, name="override_ack"),
    # Investigate
    path(f"{ONE}rooms/open/", investigate.open_room, name="open_room"),
    path(f"{ONE}rooms/physical/", investigate.physical_room, name="physical_room"),
    path(f"{ONE}room/enter/", investigate.enter_room, name="enter_room"),
    path(f"{ONE}room/leave/", investigate.leave_room, name="leave_room"),
    path(f"{ONE}room/admit/", investigate.admit, name="admit"),
    path(f"{ONE}room/remove/", investigate.remove, name="remove"),
    path(f"{ONE}tasks/add/", investigate.add_task, name="add_task"),
    path(f"{ONE}tasks/<int:task>/start/", investigate.start_task, name="start_task"),
    path(f"{ONE}tasks/<int:task>/finish/", investigate.finish_task, name="finish_task"),
    path(f"{ONE}tasks/<int:task>/drop/", investigate.drop_task, name="drop_task"),
    path(f"{ONE}problem/", investigate.problem, name="problem"),
    path(f"{ONE}suspect/", investigate.suspect, name="suspect"),
    path(f"{ONE}notes/", investigate.note, name="note"),
    path(f"{ONE}option/", investigate.option, name="option"),
    # Restore and closure
    path(f"{ONE}failover/approve/", restore.approve_failover, name="approve_failover"),
    path(f"{ONE}restored/", restore.restored, name="restored"),
    path(f"{ONE}resolved/", restore.resolved, name="resolved"),
    path(f"{ONE}restore-failed/", restore.restore_failed, name="restore_failed"),
    path(f"{ONE}verify/", restore.verify, name="verify"),
    path(f"{ONE}quick-restore/", restore.quick_restore, name="quick_restore"),
    path(f"{ONE}record-complete/", closure.complete_record, name="complete_record"),
    path(f"{ONE}post-mortem/", closure.post_mortem, name="post_mortem"),
    path(f"{ONE}customer-report/", closure.report_text, name="report_text"),
    path(f"{ONE}customer-report/approve/", closure.approve_report, name="approve_report"),
    path(f"{ONE}customer-report/send/", closure.send_report, name="send_report"),
    path(f"{ONE}ledger/<int:customer>/", closure.ledger, name="ledger"),
    path(f"{ONE}problem-ticket/", closure.problem_ticket, name="problem_ticket"),
    path(f"{ONE}close/", closure.close, name="close"),
    # The exits beside the road
    path(f"{ONE}false-alarm/", ending.false_alarm, name="false_alarm"),
    path(f"{ONE}merge/", ending.merge, name="merge"),
    path(f"{ONE}reopen/", ending.reopen, name="reopen"),
    path(f"{ONE}advance/", ending.advance, name="advance"),
]
