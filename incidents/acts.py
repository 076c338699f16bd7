"""What people can do to an incident on its pages: each act with its words and the permission that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.forms import Form


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of act. `action` is the permission, None where the operation alone decides; `told` is said after it."""

    label: str
    told: str
    action: str | None = None
    lead: str = ""
    risk: bool = False
    for_herself: bool = True


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act as the page offers it, see `_act.html`. Without a form it is one button; `extra` are hidden fields."""

    name: str
    label: str
    url: str
    form: Form | None = None
    main: bool = False
    risk: bool = False
    hint: str = ""
    blocked: bool = False
    open: bool = False
    extra: tuple[tuple[str, object], ...] = ()


def _kind(label: str, told: str, action: str | None = None, lead: str = "", *, risk: bool = False) -> Kind:
    return Kind(label=label, told=told, action=action, lead=lead, risk=risk)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "take": _kind("Take it", "It is yours.", "start_recording"),
        "record": _kind("Write the record", "Recorded.", "complete_record"),
        "call": _kind("Another customer called", "Noted.", "report"),
        "classify": _kind("Classify", "Classified.", "classify"),
        "dismiss_suggestion": _kind("Keep the priority", "It stays as it is.", "reclassify"),
        "withhold": _kind(
            "Publish nothing",
            "Nothing will be published.",
            "withhold_status",
            "Nobody outside will hear of it. The reason stays in the timeline.",
            risk=True,
        ),
        "waive_step": _kind(
            "Waive the step",
            "Waived.",
            "waive_step",
            "The step will not be sent. The reason stays visible.",
            risk=True,
        ),
        "name_im": _kind(
            "Ask somebody to lead",
            "Asked.",
            "assign_im",
            "The named person is paged and may accept or decline.",
        ),
        "command": _kind("I take command", "You are Incident Manager.", "assign_im"),
        "accept_im": _kind("Accept", "You are Incident Manager.", "accept_im"),
        "decline_im": _kind("Decline", "Declined. The next candidate is asked.", "accept_im"),
        "override_ack": _kind(
            "Go on without an acknowledgement",
            "Noted.",
            "override_ack",
            "Say why it goes on although nobody acknowledged.",
        ),
        "open_room": _kind("Open the war room", "The war room is open.", "open_war_room"),
        "physical_room": _kind("People meet in a place", "Noted.", "open_war_room"),
        "enter_room": _kind("Come in", "You are in the war room."),
        "leave_room": _kind("Leave the room", "You have left the war room."),
        "admit": _kind("Admit", "Admitted.", "admit_to_war_room"),
        "remove": _kind("Send out", "Sent out.", "remove_from_war_room"),
        "add_task": _kind("Give a task", "Task given.", "assign_task"),
        "start_task": _kind("Begin", "Begun.", "note"),
        "finish_task": _kind("Done", "Done.", "note"),
        "report_call": _kind("Say how it went", "Noted.", "note"),
        "drop_task": _kind("Drop", "Dropped.", "note"),
        "problem": _kind("Say what fails", "Stated to everybody.", "investigate"),
        "suspect": _kind("Name the suspected component", "Noted.", "investigate"),
        "note": _kind("Write to the timeline", "Written.", "note"),
        "option": _kind("Choose how to restore", "Chosen.", "choose_option"),
        "approve_failover": _kind(
            "Approve the failover",
            "Approved.",
            "approve_failover",
            "Two people agree, the Incident Manager and an operations manager. A task to fail back is opened.",
            risk=True,
        ),
        "restored": _kind("The service works again", "Noted: the service works again.", "mark_restored"),
        "resolved": _kind("Resolved for good", "Noted.", "mark_restored"),
        "restore_failed": _kind(
            "The fix did not hold",
            "Back to Investigate.",
            "restore_failed",
            "The incident goes back to Investigate, and who had an all-clear gets a correction.",
            risk=True,
        ),
        "verify": _kind("Verify the all-clear", "Verified.", "verify_comms"),
        "quick_restore": _kind("Resolved", "Restored.", "quick_restore"),
        "complete_record": _kind("Complete the record", "The record is complete.", "complete_record"),
        "post_mortem": _kind("Write the post-mortem", "Kept.", "write_postmortem"),
        "report_text": _kind("Write the report to customers", "Kept as a draft.", "write_report"),
        "approve_report": _kind("Approve the report", "Approved.", "approve_report"),
        "send_report": _kind("Send the report", "The report is on its way.", "send_report"),
        "ledger": _kind("Answer", "Answered.", "answer_ledger"),
        "problem_ticket": _kind("Name a problem ticket", "Noted.", "open_problem_ticket"),
        "close": _kind("Close the incident", "Closed.", "close"),
        "false_alarm": _kind(
            "It was a false alarm",
            "Cancelled as a false alarm.",
            "false_alarm",
            "The escalation stops, and whoever was paged is told.",
            risk=True,
        ),
        "merge": _kind(
            "Merge into another incident",
            "Merged.",
            "merge",
            "Times, assets, customers and reports go over to the other incident; this one ends.",
            risk=True,
        ),
        "reopen": _kind(
            "Reopen", "Reopened.", "reopen", "It goes back to Classify; customers are told again.", risk=True
        ),
        "advance": _kind("Go on", "Gone on."),
    }
)
