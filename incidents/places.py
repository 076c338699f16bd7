"""Where each reason code is cleared, in what words the next action is announced, and how roles are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from incidents.stages import Stage

# Codes that no act of this room clears lead to a place on the page, or to another room.
PUBLISH, ALL_CLEAR, KNOWLEDGE, PAGED, TOLD, TASKS, LEDGER, ROOM = (
    "@publish", "@all_clear", "@kb", "@paged", "@told", "@tasks", "@ledger", "@room"
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a code is cleared: an act of this room or a place beginning with @, its word, who may, its fact."""

    goes_to: str
    label: str
    action: str | None
    kinds: tuple[str, ...] = ()
    done: str = ""


def _place(goes_to: str, label: str, action: str | None, kinds: str = "", done: str = "") -> Place:
    return Place(goes_to=goes_to, label=label, action=action, kinds=tuple(kinds.split()), done=done)


_CLASSIFY = _place("classify", "Classify", "classify", "incident.classified", "Classified")
_RECORD = _place("record", "Write it down", "complete_record", "incident.recorded", "Recorded")
_RECORDED_LATER = _place("record", "Write it down", "complete_record")

PLACES: Mapping[str, Place] = MappingProxyType(
    {
        "DET_SOURCE": _RECORDED_LATER,
        "DET_TIME": _RECORDED_LATER,
        "DET_HELPDESK_OWNER": _place("take", "Take it", "start_recording", "incident.taken", "Taken"),
        "REC_TIME": _RECORDED_LATER,
        "REC_MEANS": _RECORDED_LATER,
        "REC_MANIFESTATION": _RECORD,
        "CLS_IMPACT": _CLASSIFY,
        "CLS_URGENCY": _place("classify", "Classify", "classify"),
        "CLS_COMPONENT": _place("classify", "Choose them", "classify"),
        "CLS_CUSTOMERS": _place(
            "classify",
            "Look at them",
            "classify",
            "incident.customers_confirmed",
            "Affected customers confirmed",
        ),
        "NTF_STATUS_FIRST": _place(
            PUBLISH,
            "Write it",
            "publish_status",
            "incident.published incident.publication_withheld",
            "Status page published",
        ),
        "NTF_PENDING": _place(
            TOLD, "See what waits", None, "incident.step_done", "Mandatory messages are out"
        ),
        "ESC_IM": _place(
            "name_im",
            "Ask somebody",
            "assign_im",
            "incident.im_named incident.im_accepted",
            "Incident Manager named",
        ),
        "ESC_IM_ACCEPT": _place(
            "accept_im", "Accept", "accept_im", "incident.im_accepted", "Incident Manager accepted"
        ),
        "ESC_ACK": _place(
            PAGED,
            "See who was paged",
            None,
            "escalation.acknowledged incident.acknowledgement_overridden",
            "Acknowledged",
        ),
        "INV_WARROOM": _place(
            "open_room", "Open it", "open_war_room", "incident.room_opened", "War room open"
        ),
        "INV_IM_PRESENT": _place(
            "enter_room",
            "Come in",
            "complete_investigate",
            "incident.im_accepted",
            "Incident Manager present",
        ),
        "INV_CSR_PRESENT": _place(
            ROOM, "See the door", None, "incident.room_entered", "Customer support present"
        ),
        "INV_WHAT": _place(
            "problem", "Write it", "investigate", "incident.problem_stated", "Said what fails"
        ),
        "INV_COMPONENT": _place(
            "suspect", "Name it", "investigate", "incident.component_suspected", "Suspected component named"
        ),
        "INV_OPTION": _place(
            "option", "Choose", "choose_option", "incident.option_chosen", "Chosen how to restore"
        ),
        "INV_OPTION_WHY": _place("option", "Give the reason", "choose_option"),
        "RST_FAILOVER": _place(
            "approve_failover",
            "Approve it",
            "approve_failover",
            "incident.failover_approved",
            "Failover approved by two",
        ),
        "RST_RESTORED_AT": _place(
            "restored", "It works again", "mark_restored", "incident.restored", "The service works again"
        ),
        "RST_ALLCLEAR": _place(
            ALL_CLEAR,
            "Write it",
            "publish_status",
            "incident.all_clear_published",
            "All-clear on the status page",
        ),
        "RST_SAME_AUDIENCES": _place(
            TOLD, "See who waits", None, "incident.all_clear_sent", "All-clear sent to all who were told"
        ),
        "RST_TOP10": _place(TASKS, "See the calls", "assign_task"),
        "RST_IM_VERIFIED": _place(
            "verify", "Verify", "verify_comms", "incident.comms_verified", "All-clear verified"
        ),
        "RST_FOUR_EYES": _place("verify", "Verify", "verify_comms"),
        "CLO_RECORD": _place(
            "complete_record",
            "Complete it",
            "complete_record",
            "incident.record_completed",
            "Record complete",
        ),
        "CLO_POSTMORTEM": _place(
            "post_mortem", "Write it", "write_postmortem", "incident.post_mortem_written", "Post-mortem done"
        ),
        "CLO_RFO": _place(
            "report_text", "Write it", "write_report", "incident.report_sent", "Report sent to the customers"
        ),
        "CLO_LEDGER": _place(
            LEDGER, "Answer", "answer_ledger", "incident.ledger_answered", "Every customer answered for"
        ),
        "CLO_KB": _place(KNOWLEDGE, "Link one", "link_article", "kb.linked kb.waived", "Article linked"),
        "CLO_PERMANENT": _place(
            "problem_ticket",
            "Name a ticket",
            "open_problem_ticket",
            "incident.resolved incident.problem_ticket_set",
            "Settled for good",
        ),
        "CLO_TASKS": _place(TASKS, "See the tasks", "assign_task"),
    }
)

# The first code among those that block decides what the panel says.
HEADLINES: Mapping[str, str] = MappingProxyType(
    {
        "DET_HELPDESK_OWNER": "Take it",
        "DET_SOURCE": "Say how it was detected",
        "REC_TIME": "Write down how it showed itself",
        "REC_MEANS": "Write down how it showed itself",
        "REC_MANIFESTATION": "Write down how it showed itself",
        "CLS_IMPACT": "Say how bad it is, and who suffers",
        "NTF_STATUS_FIRST": "Tell the customers",
        "NTF_PENDING": "See that everybody is told",
        "ESC_IM": "Find somebody to lead",
        "ESC_IM_ACCEPT": "Wait for the Incident Manager to accept",
        "ESC_ACK": "Wait for somebody to acknowledge",
        "RST_FAILOVER": "Get the failover approved",
        "RST_RESTORED_AT": "Restore the service",
        "RST_ALLCLEAR": "Give the all-clear",
        "RST_SAME_AUDIENCES": "Tell everybody that it is over",
        "RST_IM_VERIFIED": "Verify the all-clear",
        "RST_FOUR_EYES": "Let somebody else verify the all-clear",
    }
)
STAGE_HEADLINES: Mapping[str, str] = MappingProxyType(
    {
        Stage.DETECT: "Take it",
        Stage.RECORD: "Write down how it showed itself",
        Stage.CLASSIFY: "Confirm the classification",
        Stage.NOTIFY: "See that everybody is told",
        Stage.ESCALATE: "Find somebody to lead",
        Stage.INVESTIGATE: "Choose how to restore service",
        Stage.RESTORE: "Finish the papers",
    }
)
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "csr": "customer support",
        "helpdesk_lead": "the helpdesk lead",
        "operator": "an operator",
        "responder": "a responder",
        "responder_paged": "whoever was paged",
        "im": "the Incident Manager",
        "im_candidate": "an Incident Manager candidate",
        "ops_manager": "the operations manager",
        "account_manager": "an account manager",
        "eng_lead": "an engineering lead",
    }
)
