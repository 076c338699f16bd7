"""One plain sentence for each reason code, saying what to do about it; the page and the API show it.

Those that may come back to an answer to a page are there in the language of whoever was paged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "DET_SOURCE": "Say how the incident was detected.",
        "DET_TIME": "Enter when it was detected.",
        "DET_HELPDESK_OWNER": "Take the incident: it needs an owner at the helpdesk.",
        "REC_TIME": "Record when somebody first wrote it down.",
        "REC_MEANS": "Choose the means of detection; for “other”, say in words which.",
        "REC_MANIFESTATION": "Describe in at least ten characters how it first appeared.",
        "CLS_IMPACT": "Choose the grade of impact.",
        "CLS_URGENCY": "Choose the grade of urgency.",
        "CLS_COMPONENT": "Choose the affected assets, or say that they are unknown.",
        "CLS_CUSTOMERS": "Confirm the list of affected customers, even when it is empty.",
        "NTF_STATUS_FIRST": "Publish on the status page first, or decide with a reason not to publish.",
        "NTF_PENDING": "Finish, repair or waive the mandatory steps of the notification plan.",
        "ESC_IM": "Name an Incident Manager.",
        "ESC_IM_ACCEPT": "The named Incident Manager has to accept.",
        "ESC_ACK": "A responder has to acknowledge, or the Incident Manager says why it goes on without.",
        "INV_WARROOM": "Open the war room.",
        "INV_IM_PRESENT": "The Incident Manager has to be in the war room.",
        "INV_CSR_PRESENT": "Bring somebody from customer support into the war room.",
        "INV_WHAT": "Say in one sentence what fails.",
        "INV_COMPONENT": "Name the suspected component, or say that it is unknown.",
        "INV_OPTION": "Choose how to restore: resolve, work around or fail over.",
        "INV_OPTION_WHY": "Give the reason for the chosen option.",
        "RST_FAILOVER": "The Incident Manager and an operations manager, two people, have to approve the failover.",
        "RST_RESTORED_AT": "Enter when the service was restored.",
        "RST_ALLCLEAR": "Publish the all-clear on the status page.",
        "RST_SAME_AUDIENCES": "Tell everybody who was told of the incident that it is over.",
        "RST_TOP10": "Call the key contacts who are still waiting for the all-clear.",
        "RST_IM_VERIFIED": "The Incident Manager has to verify the all-clear.",
        "RST_FOUR_EYES": "Somebody other than the sender has to verify the all-clear.",
        "CLO_RECORD": "Complete the record: every time entered, or marked as unknown.",
        "CLO_POSTMORTEM": "Finish the post-mortem.",
        "CLO_RFO": "Send the report to the affected customers.",
        "CLO_LEDGER": "Answer for every affected customer whether we let them down.",
        "CLO_KB": "Link a knowledge-base article, or say why none is needed.",
        "CLO_PERMANENT": "Enter when it was resolved for good, or open a problem ticket.",
        "CLO_TASKS": "Finish or drop the open tasks.",
        "STALE_STAGE": mark("Somebody was faster: the incident is in another stage now. Look at it again."),
        "ALREADY_TAKEN": mark("Somebody has taken it already."),
        "STEP_SETTLED": "This step has run, or was settled already.",
        "IM_NOT_ASKED": mark(
            "Nobody asked you to be Incident Manager of this one, or you have answered already."
        ),
        "WR_NOT_WAITING": "This person does not wait at the door.",
        "TASK_SETTLED": "The task was begun or settled already.",
        "REPORT_SENT": "The report was sent; it can no longer be changed.",
        "WRONG_ROLE": mark("Your role may not do this."),
        "REASON": "Say why.",
        "TIME_FUTURE": "The time lies in the future; enter when it happened.",
        "TIME_BEFORE_START": "The time lies before the incident began; check it.",
        "CLS_MOVED": "Computed again just now it gives other grades than those you saw. Look at them again.",
        "CLS_NO_SUGGESTION": "There is no suggestion any more.",
        "CLS_OVERRIDE_IM": "Going down two or more grades needs the Incident Manager.",
        "FOV_NOT_CHOSEN": "There is no failover to approve: choose it first as the way to restore.",
        "FOV_TWO_PEOPLE": "You have approved it already; the other approval is somebody else's.",
        "FOV_APPROVED": "Your side has approved it already; now it is the other side's turn.",
        "FOV_COST": "Say what the failover costs, in money or in what customers will miss.",
        "FA_ROLE_IM": "From Notify on only the Incident Manager may call it a false alarm.",
        "FA_STAGE": "After restoring it is too late to call it a false alarm.",
        "FA_CORRECTION": "Publish a correction first: something was said in public.",
        "TASK_IM": "The Incident Manager holds no tasks; choose somebody else.",
        "ESC_OFF_PATH_REASON": "Only the Incident Manager pages outside the path, and with a reason.",
        "STP_TEXT": "Write a line of text: a colour alone says nothing.",
        "WR_ADMIT": "Ask the Incident Manager to admit you to the war room.",
        "REO_WINDOW": "It closed too long ago to reopen; open a new incident that names this one.",
        "REO_STAGE": "Only a closed incident can be reopened.",
        "REO_ROLE": "Only the Incident Manager or the helpdesk lead may reopen it.",
        "MRG_SELF": "An incident cannot be merged into itself.",
        "MRG_CYCLE": "That incident was merged into this one; merging back would make a circle.",
        "MRG_TARGET_STATE": "The incident to merge into is not open any more; choose an open one.",
        "MRG_SOURCE_STATE": "Only an open incident can be merged.",
        "MRG_ROLE": "From Notify on only the Incident Manager may merge.",
        "RFL_STAGE": "Only an incident in Restore can fall back to Investigate.",
        "QRS_STAGE": "The short way to Restore starts in Classify, Notify or Escalate.",
        "QRS_SMALL": "The short way is for P4 and P5, or when nobody is affected.",
    }
)


def sentences(codes: Iterable[str]) -> list[str]:
    """The sentences for some codes, in their order; a code without one stands for itself."""
    return [_(SENTENCES.get(code, code)) for code in codes]
