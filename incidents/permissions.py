"""Who may do what: the table of roles and relations, and the few circumstances that narrow or widen it.

A role is held company-wide (a group); a relation ties a person to one incident. Nobody is Incident Manager by role.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from incidents.stages import Stage, is_at_most

# To one incident: `im` is its accepted Incident Manager, `responder_paged` was paged for it, `helpdesk_owner` took it,
# `assignee` holds the task in question.
RELATIONS = frozenset({"im", "responder_paged", "helpdesk_owner", "assignee"})
STAFF = frozenset(
    {
        "csr",
        "helpdesk_lead",
        "operator",
        "responder",
        "im_candidate",
        "ops_manager",
        "account_manager",
        "service_owner",
        "slo_owner",
        "eng_lead",
        "eng_manager",
    }
)
ROLES = STAFF | {"executive", "admin"}
OUTSIDERS = frozenset({"customer", "partner", "top10"})


def _who(names: str) -> frozenset[str]:
    return frozenset(names.split())


_CLASSIFIERS = _who("csr operator responder_paged im")
_PAGED = _who("responder operator csr im im_candidate ops_manager responder_paged")
_MEMBERS = STAFF | {"im"}

PERMISSIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # The incident's road.
        "report": _who("customer partner csr operator responder im account_manager system"),
        "start_recording": _CLASSIFIERS,
        "complete_record": _CLASSIFIERS,
        "classify": _CLASSIFIERS,
        "reclassify": _CLASSIFIERS,
        "publish_status": _who("csr im"),
        "complete_notify": _who("csr im"),
        "assign_im": _who("csr operator ops_manager im im_candidate"),
        "accept_im": _who("im_candidate"),
        "complete_escalate": _who("im"),
        "assign_task": _who("im"),
        "admit_to_war_room": _who("im"),
        "complete_investigate": _who("im"),
        "mark_restored": _who("im"),
        "verify_comms": _who("im"),
        "approve_failover": _who("im ops_manager"),
        "close": _who("im"),
        "reopen": _who("im helpdesk_lead"),
        "false_alarm": _CLASSIFIERS | {"ops_manager"},
        "merge": _who("csr im"),
        "waive_step": _who("im helpdesk_lead ops_manager"),
        "acknowledge": _PAGED,
        "decline": _PAGED,
        "escalate_now": _PAGED,
        "quick_restore": _who("operator helpdesk_lead im"),
        # What belongs to the road and follows its owners.
        "send_all_clear": _who("csr im"),
        "restore_failed": _who("im"),
        "choose_option": _who("im"),
        "override_ack": _who("im"),
        "waive_guard": _who("im"),
        "page_off_path": _who("im"),
        "remove_from_war_room": _who("im"),
        "unmerge": _who("im"),
        "withhold_status": _who("csr im"),
        "open_war_room": _CLASSIFIERS | {"ops_manager"},
        "update_task": _who("assignee im"),
        "note": _MEMBERS,
        "investigate": _MEMBERS,
        "link_article": _MEMBERS,
        "write_postmortem": _who("im ops_manager responder operator eng_lead"),
        "write_report": _who("csr im account_manager"),
        "approve_report": _who("ops_manager"),
        "send_report": _who("csr im account_manager"),
        "answer_ledger": _who("account_manager csr im helpdesk_lead"),
        "open_problem_ticket": _who("im operator responder"),
        "read": _MEMBERS | {"admin"},
        "read_summary": _MEMBERS | {"admin", "executive"},
        # The settings of the house; an admin acts on no incident.
        "configure_accounts": _who("admin"),
        "configure_sources": _who("admin"),
        "configure_rules": _who("admin"),
        "configure_settings": _who("admin"),
        "configure_oncall": _who("ops_manager"),
        "configure_communication": _who("helpdesk_lead ops_manager"),
        "configure_catalog": _who("csr operator ops_manager"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What about the incident decides besides the table; without a stage the table alone answers.

    `for_herself`: a candidate may take command and accept for herself, never appoint or accept for another.
    """

    stage: str | None = None
    im_accepted: bool = False
    quick_restored: bool = False
    war_room_open: bool = True
    for_herself: bool = True


ANY = Circumstances()


def may(
    action: str,
    *,
    roles: Iterable[str] = frozenset(),
    relations: Iterable[str] = frozenset(),
    around: Circumstances = ANY,
) -> bool:
    """Whether somebody with these roles and these relations to the incident may do this now.

    A group that happens to be called like a relation grants nothing.
    """
    held = (frozenset(roles) - RELATIONS) | frozenset(relations)
    return not held.isdisjoint(allowed(action, around))


@dataclass(frozen=True)
class Standing:
    """What somebody is: company-wide by role, to one incident by relation."""

    roles: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()


def standing(name: str) -> Standing:
    """Somebody who is one thing only, be it a role or a relation."""
    only = frozenset({name})
    return Standing(relations=only) if name in RELATIONS else Standing(roles=only)


def may_as(name: str, action: str, around: Circumstances = ANY) -> bool:
    """One line of the table: the answer for one name alone."""
    who = standing(name)
    return may(action, roles=who.roles, relations=who.relations, around=around)


def allowed(action: str, around: Circumstances = ANY) -> frozenset[str]:
    """The roles and relations that may do this in these circumstances; an unknown action raises KeyError."""
    who = _narrowed(action, PERMISSIONS[action], around)
    if action == "assign_task" and not around.war_room_open:
        who |= {"helpdesk_owner"}
    if around.quick_restored and action in _AFTER_QUICK_RESTORE:
        who |= _QUICK_RESTORERS
    return who


def _narrowed(action: str, who: frozenset[str], around: Circumstances) -> frozenset[str]:
    if action in _IM_ONCE_ACCEPTED and around.im_accepted:
        return _IM
    if action in _FOR_HERSELF and not around.for_herself:
        return who - {"im_candidate"}
    if action in _EARLY and around.stage is not None:
        early, late = _EARLY[action]
        if is_at_most(around.stage, Stage.CLASSIFY):
            return early
        return _IM if around.im_accepted else late
    return who


_IM = _who("im")
_IM_ONCE_ACCEPTED = frozenset({"reclassify", "waive_step"})
_FOR_HERSELF = frozenset({"assign_im", "accept_im"})
# Who may while the stage is Classify at most, and who afterwards while no Incident Manager has accepted.
_EARLY: Mapping[str, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {"false_alarm": (_CLASSIFIERS, _IM | {"ops_manager"}), "merge": (_who("csr im"), _IM)}
)
_AFTER_QUICK_RESTORE = frozenset(
    {"mark_restored", "verify_comms", "close", "reclassify", "restore_failed", "send_all_clear"}
)
_QUICK_RESTORERS = _who("operator helpdesk_lead")
