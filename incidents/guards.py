"""What must be true before an incident leaves a stage: one small predicate for each reason code.

A guard never says yes or no alone: it names what is missing, so that the page, the API and a test can all say why.
Guards hold back the stage, never an act.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from incidents.priority import Priority, is_severe, is_small
from incidents.stages import QUICK_RESTORE_FROM, Stage

MANIFESTATION_LENGTH = 10
RESTORE_OPTIONS = ("resolve", "workaround", "failover")
FAILOVER = RESTORE_OPTIONS[-1]
WAR_ROOMS = ("physical", "virtual")
MEANS_OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class StageFacts:
    """All that the guards ask about one incident; what is not given is empty, false or zero.

    `went_public` None means that nobody said: an incident on the ordinary road is then taken to have been public, one
    that was quickly restored only when something shows it.
    """

    means: str | None = None
    means_detail: str | None = None
    detected_at: datetime | None = None
    helpdesk_owner: str | None = None
    first_recorded_at: datetime | None = None
    manifestation: str | None = None
    impact: int | None = None
    urgency: int | None = None
    assets: tuple[str, ...] = ()
    component_unknown: bool = False
    customers_confirmed: bool = False
    priority: str | None = None
    affected: int = 0
    suppressed: bool = False
    status_step_due: bool = True
    status_page_published: bool = False
    do_not_publish: bool = False
    pending_mandatory: int = 0
    plan_current: bool = True
    im: str | None = None
    im_accepted: bool = False
    responder_ack: bool = False
    im_override_reason: str | None = None
    war_room: str | None = None
    im_in_room: bool = False
    csr_in_room: bool = False
    problem_statement: str | None = None
    suspected_component: str | None = None
    restore_option: str | None = None
    restore_rationale: str | None = None
    failover_approved: bool = True
    service_restored_at: datetime | None = None
    resolved_at: datetime | None = None
    problem_ticket: str | None = None
    quick_restore: bool = False
    went_public: bool | None = None
    all_clear_on_status_page: bool = False
    all_clear_pending: int = 0
    top10_pending: int = 0
    comms_performed_by: str | None = None
    comms_verified_by: str | None = None
    verified_while_im: bool = False
    record_complete: bool = False
    postmortem_done: bool = False
    rfo_sent: bool = False
    ledger_open: int = 0
    kb_linked: bool = False
    kb_waiver: str | None = None
    open_tasks: int = 0
    waived: frozenset[str] = frozenset()


FACT_NAMES = frozenset(field.name for field in fields(StageFacts))

Strictness: TypeAlias = Mapping[str, frozenset[str]]

# The only codes a company, or once with a reason the Incident Manager, may relax.
RELAXABLE = frozenset(
    {"ESC_IM_ACCEPT", "TASK_IM", "INV_CSR_PRESENT", "RST_FOUR_EYES", "CLO_POSTMORTEM", "CLO_RFO"}
)
TEAM: Strictness = MappingProxyType({p.value: RELAXABLE for p in Priority})
SMALL: Strictness = MappingProxyType({p.value: frozenset() for p in Priority})
PRESETS: Mapping[str, Strictness] = MappingProxyType({"team": TEAM, "small": SMALL})
SMALL_BELOW_PEOPLE = 6


def preset_for(people: int) -> str:
    """What set-up offers: a company below six people starts with the small preset."""
    return "small" if people < SMALL_BELOW_PEOPLE else "team"


def is_strict(code: str, priority: str | None, strictness: Strictness = TEAM) -> bool:
    """True when a code holds for this priority; before there is a priority everything is strict."""
    return code not in RELAXABLE or priority is None or code in strictness.get(priority, RELAXABLE)


def blocked_by(stage: str, facts: StageFacts | None, strictness: Strictness = TEAM) -> list[str]:
    """The codes that keep an incident in its stage, in the order in which the page lists them.

    Without facts everything is missing: nobody may pass a stage without having asked.
    """
    guards = GUARDS.get(Stage(stage), {})
    if facts is None:
        return list(guards)
    return [
        code
        for code, holds in guards.items()
        if not holds(facts) and _counts(code, facts, strictness) and _applies(code, facts)
    ]


def quick_restore_blocked_by(stage: str, facts: StageFacts | None) -> list[str]:
    """What keeps a small incident from going straight to Restore; recording and classifying stay mandatory."""
    if facts is None:
        return ["QRS_SMALL", "RST_RESTORED_AT"]
    codes = [] if Stage(stage) in QUICK_RESTORE_FROM else ["QRS_STAGE"]
    if not (is_small(facts.priority) or facts.affected == 0):
        codes.append("QRS_SMALL")
    if facts.service_restored_at is None:
        codes.append("RST_RESTORED_AT")
    if stage == Stage.CLASSIFY:
        codes += blocked_by(Stage.CLASSIFY, facts)
    return codes


def went_outside(facts: StageFacts) -> bool:
    """Whether somebody outside heard of the incident and therefore must hear of its end."""
    if facts.went_public is not None:
        return facts.went_public
    if not facts.quick_restore:
        return True
    shown = facts.status_page_published or facts.all_clear_on_status_page
    return shown or bool(facts.comms_performed_by) or facts.all_clear_pending > 0


def _counts(code: str, facts: StageFacts, strictness: Strictness) -> bool:
    return is_strict(code, facts.priority, strictness) and code not in facts.waived & RELAXABLE


def _applies(code: str, facts: StageFacts) -> bool:
    """After a quick restore of which nobody outside heard there is no all-clear to send or to verify."""
    silent = facts.quick_restore and not went_outside(facts)
    return not (silent and code in {"RST_ALLCLEAR", "RST_IM_VERIFIED", "RST_FOUR_EYES"})


def _said(text: str | None) -> bool:
    return bool(text and text.strip())


def _means_recorded(facts: StageFacts) -> bool:
    return _said(facts.means) and (facts.means != MEANS_OTHER or _said(facts.means_detail))


def _manifestation_recorded(facts: StageFacts) -> bool:
    return len((facts.manifestation or "").strip()) >= MANIFESTATION_LENGTH


def _status_page_first(facts: StageFacts) -> bool:
    held_back = facts.suppressed or facts.do_not_publish or not facts.status_step_due
    return held_back or facts.status_page_published


def _nothing_pending(facts: StageFacts) -> bool:
    return facts.pending_mandatory == 0 and facts.plan_current


def _acknowledged(facts: StageFacts) -> bool:
    return facts.responder_ack or _said(facts.im_override_reason)


def _customers_have_a_voice(facts: StageFacts) -> bool:
    return facts.csr_in_room or is_small(facts.priority)


def _all_clear_published(facts: StageFacts) -> bool:
    return facts.all_clear_on_status_page or facts.suppressed or facts.went_public is False


def _verified(facts: StageFacts) -> bool:
    """By the Incident Manager in office; after a quick restore by whoever was allowed to verify then."""
    if not _said(facts.comms_verified_by):
        return False
    return facts.quick_restore or facts.verified_while_im or facts.comms_verified_by == facts.im


def _four_eyes(facts: StageFacts) -> bool:
    return not _said(facts.comms_verified_by) or facts.comms_verified_by != facts.comms_performed_by


def _report_sent(facts: StageFacts) -> bool:
    return facts.rfo_sent or facts.affected == 0 or not is_severe(facts.priority)


def _permanent(facts: StageFacts) -> bool:
    lasting = facts.resolved_at is not None or facts.restore_option == RESTORE_OPTIONS[0]
    return lasting or _said(facts.problem_ticket)


Guard: TypeAlias = Callable[[StageFacts], bool]

GUARDS: Mapping[Stage, Mapping[str, Guard]] = MappingProxyType(
    {
        Stage.DETECT: {
            "DET_SOURCE": lambda f: _said(f.means),
            "DET_TIME": lambda f: f.detected_at is not None,
            "DET_HELPDESK_OWNER": lambda f: _said(f.helpdesk_owner),
        },
        Stage.RECORD: {
            "REC_TIME": lambda f: f.first_recorded_at is not None,
            "REC_MEANS": _means_recorded,
            "REC_MANIFESTATION": _manifestation_recorded,
        },
        Stage.CLASSIFY: {
            "CLS_IMPACT": lambda f: f.impact is not None,
            "CLS_URGENCY": lambda f: f.urgency is not None,
            "CLS_COMPONENT": lambda f: bool(f.assets) or f.component_unknown,
            "CLS_CUSTOMERS": lambda f: f.customers_confirmed,
        },
        Stage.NOTIFY: {"NTF_STATUS_FIRST": _status_page_first, "NTF_PENDING": _nothing_pending},
        Stage.ESCALATE: {
            "ESC_IM": lambda f: _said(f.im),
            "ESC_IM_ACCEPT": lambda f: f.im_accepted,
            "ESC_ACK": _acknowledged,
        },
        Stage.INVESTIGATE: {
            "INV_WARROOM": lambda f: f.war_room in WAR_ROOMS,
            "INV_IM_PRESENT": lambda f: f.im_in_room,
            "INV_CSR_PRESENT": _customers_have_a_voice,
            "INV_WHAT": lambda f: _said(f.problem_statement),
            "INV_COMPONENT": lambda f: _said(f.suspected_component),
            "INV_OPTION": lambda f: f.restore_option in RESTORE_OPTIONS,
            "INV_OPTION_WHY": lambda f: _said(f.restore_rationale),
        },
        Stage.RESTORE: {
            "RST_FAILOVER": lambda f: f.failover_approved or f.restore_option != FAILOVER,
            "RST_RESTORED_AT": lambda f: f.service_restored_at is not None,
            "RST_ALLCLEAR": _all_clear_published,
            "RST_SAME_AUDIENCES": lambda f: f.all_clear_pending == 0,
            "RST_TOP10": lambda f: f.top10_pending == 0,
            "RST_IM_VERIFIED": _verified,
            "RST_FOUR_EYES": _four_eyes,
            "CLO_RECORD": lambda f: f.record_complete,
            "CLO_POSTMORTEM": lambda f: f.postmortem_done or not is_severe(f.priority),
            "CLO_RFO": _report_sent,
            "CLO_LEDGER": lambda f: f.ledger_open == 0,
            "CLO_KB": lambda f: f.kb_linked or _said(f.kb_waiver),
            "CLO_PERMANENT": _permanent,
            "CLO_TASKS": lambda f: f.open_tasks == 0,
        },
    }
)


def relaxed(codes: Collection[str], priority: str | None, strictness: Strictness = TEAM) -> list[str]:
    """The given codes without those that this company does not hold strictly for this priority."""
    return [code for code in codes if is_strict(code, priority, strictness)]
