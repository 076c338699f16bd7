"""Which acts a page offers to whom: in the panel of the next action, and in the list of everything else."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from incidents import addresses
from incidents.acts import KINDS, Act
from incidents.forms import closure, detect, ending, escalate, investigate, notify, record, restore
from incidents.forms.classify import ClassifyForm
from incidents.forms.fields import ActForm
from incidents.forms.judging import HOW
from incidents.models import Classification
from incidents.next_action import NextAction, Point
from incidents.priority import IMPACT_WORDS, URGENCY_WORDS, is_small
from incidents.queries.incident_page import Situation
from incidents.queries.quick_close import quick_close_blocked_by
from incidents.sentences import sentences
from incidents.stages import QUICK_RESTORE_FROM, Stage, is_at_most

FORMS: Mapping[str, type[ActForm]] = MappingProxyType(
    {
        "call": detect.CallForm,
        "record": record.RecordForm,
        "dismiss_suggestion": notify.ReasonForm,
        "withhold": notify.ReasonForm,
        "name_im": escalate.NameForm,
        "decline_im": notify.PerhapsReasonForm,
        "override_ack": notify.ReasonForm,
        "physical_room": investigate.RoomForm,
        "add_task": investigate.TaskForm,
        "problem": investigate.ProblemForm,
        "suspect": investigate.SuspectForm,
        "note": investigate.NoteForm,
        "option": investigate.OptionForm,
        "approve_failover": restore.FailoverForm,
        "restored": restore.RestoredForm,
        "resolved": restore.ResolvedForm,
        "restore_failed": notify.ReasonForm,
        "verify": restore.VerifyForm,
        "complete_record": closure.CompleteForm,
        "post_mortem": closure.PostMortemForm,
        "report_text": closure.ReportTextForm,
        "problem_ticket": closure.TicketForm,
        "false_alarm": notify.ReasonForm,
        "merge": ending.MergeForm,
        "reopen": notify.ReasonForm,
    }
)
ONE_PRESS = frozenset(
    {"take", "command", "accept_im", "open_room", "enter_room", "approve_report", "send_report"}
)

# Cannot be done before the other is: it is named, and not offered yet.
AFTER: Mapping[str, str] = MappingProxyType(
    {
        "RST_RESTORED_AT": "RST_FAILOVER",
        "RST_ALLCLEAR": "RST_RESTORED_AT",
        "RST_SAME_AUDIENCES": "RST_ALLCLEAR",
        "RST_TOP10": "RST_ALLCLEAR",
        "RST_IM_VERIFIED": "RST_ALLCLEAR",
    }
)


def offer(name: str, now: Situation, *, back: str = "", main: bool = False, unfold: bool = False) -> Act:
    """An act with its form, as folds do not need it elsewhere; every one posts what the page showed."""
    kind, form = KINDS[name], FORMS.get(name)
    return Act(
        name=name,
        label=kind.label,
        url=addresses.act(name, now.incident, back=back),
        form=form(incident=now.incident, auto_id=f"{name}_%s") if form else None,
        main=main,
        risk=kind.risk,
        hint=kind.lead,
        open=unfold,
        extra=(("seen", now.incident.changed),),
    )


def panel(
    action: NextAction | None, now: Situation, *, back: str = "", inline: bool = False
) -> dict[str, Any] | None:
    """The next action as its panel shows it; `inline` puts the form of the first point into it."""
    if action is None:
        return None
    ready = [point.goes_to for point in action.blocked_by if point.mine and point.goes_to in FORMS]
    opened = ready[0] if inline and ready else ""
    points, later = action.in_turn
    acts = [offer(opened, now, back=back, main=True, unfold=True)] if opened else _short_ways(now, back)
    return {
        **{name: getattr(action, name) for name in ("title", "who", "goal", "done")},
        "blocked_by": [_point(point, now, back, opened) for point in points],
        "later": len(later),
        "acts": acts,
        "leads": any(act.main and not act.open for act in acts),
        "opened": opened,
        "advance": _advance(action, now),
    }


def _point(point: Point, now: Situation, back: str, opened: str) -> dict[str, Any]:
    shown = point.mine or addresses.is_on_a_page(point.goes_to)
    shown = shown and AFTER.get(point.code) not in now.codes
    url = addresses.place(point.goes_to, now.incident, back=back) if shown else ""
    pressed = point.goes_to in ONE_PRESS and point.mine
    act = replace(offer(point.goes_to, now, back=back), label=point.label) if pressed else None
    return {
        "code": point.code,
        "words": point.words,
        "url": f"#act-{opened}" if opened == point.goes_to else url,
        "label": point.label,
        "who": point.who,
        "act": act,
    }


def _short_ways(now: Situation, back: str) -> list[Act]:
    """Small incidents end in three presses: take, confirm, resolved. A candidate may take command or answer."""
    found = []
    if _may_confirm(now):
        found.append(_confirm(now))
    if may_restore_quickly(now):
        found.append(_resolved(now))
    if "ESC_IM" in now.codes and "im_candidate" in now.viewer.roles:
        found.append(offer("command", now, back=back, main=True))
    if now.viewer.asked_to_lead:
        found.append(offer("decline_im", now, back=back))
    return found


def _resolved(now: Situation) -> Act:
    """Closing in the same press is offered only where nothing stands against it; else the page says what does."""
    codes = quick_close_blocked_by(now.incident, now.facts)
    act, seen = offer("quick_restore", now, main=True), ("seen", now.incident.changed)
    if codes:
        hint = f"It stays open: {' '.join(sentences(codes[:2]))}"
        return replace(act, label="Resolved", hint=hint, extra=(seen,))
    return replace(act, label="Resolved, close it", extra=(seen, ("close", "on")))


def _may_confirm(now: Situation) -> bool:
    waits = now.incident.stage == Stage.CLASSIFY and bool(now.incident.provisional and now.incident.priority)
    return waits and now.viewer.may("classify")


def _confirm(now: Situation) -> Act:
    """The provisional classification as it stands, in one press."""
    first = ClassifyForm(incident=now.incident).initial
    last = now.incident.classifications.latest("version")
    given = [("seen", first["seen"]), ("include", first["include"]), *_grades(last)]
    given += [(name, value) for name, value in first.items() if name.startswith(HOW)]
    given += [(name, number) for name in ("assets", "exclude") for number in first[name]]
    given += [("customer_visible", "on")] if first["customer_visible"] else []
    given += [] if first["assets"] else [("component_unknown", "on")]
    grades = f"impact {IMPACT_WORDS[last.impact]}, urgency {URGENCY_WORDS[last.urgency]}"
    why = "as computed" if _follows(last) else "as agreed beforehand"
    hint = f"{grades}, {why}{'' if first['assets'] else '; affected asset unknown'}"
    act = offer("classify", now, main=True)
    return replace(
        act, name="confirm", label=f"Confirm {now.incident.priority}", extra=tuple(given), hint=hint
    )


def _grades(last: Classification) -> list[tuple[str, Any]]:
    """What a rule fixed stands; the rest stays as computed, and is refused if the clock moved it meanwhile."""
    if not _follows(last):
        return [("impact", last.impact), ("urgency", last.urgency)]
    seen = (last.proposal or {})["proposed"]
    return [
        ("impact", last.agreed_impact or ""),
        ("urgency", last.agreed_urgency or ""),
        ("saw", f"{seen['impact']}/{seen['urgency']}"),
    ]


def _follows(last: Classification) -> bool:
    """Whether a grade of it was computed."""
    fixed = last.agreed_impact is not None and last.agreed_urgency is not None
    return not fixed and bool(last.proposal and last.proposal.get("computed"))


def may_restore_quickly(now: Situation) -> bool:
    """Whether the short way is open to who looks."""
    small = is_small(now.incident.priority) or now.facts.affected == 0
    ready = now.incident.stage in QUICK_RESTORE_FROM and not now.incident.provisional
    ready = ready and now.facts.failover_approved
    return bool(small and ready and now.viewer.may("quick_restore"))


def _advance(action: NextAction, now: Situation) -> Act | None:
    if now.incident.stage == Stage.RESTORE:
        act = offer("close", now)
        return replace(act, label="Close") if now.viewer.may("close") else None
    act = offer("advance", now)
    return replace(act, label=f"Go on to {action.goal}") if now.viewer.may(_completes(now)) else None


def _completes(now: Situation) -> str:
    names = {"detect": "start_recording", "record": "complete_record", "classify": "classify"}
    return names.get(now.incident.stage, f"complete_{now.incident.stage}")


def further(now: Situation) -> list[Act]:
    """Everything else that this person may do to this incident now."""
    return [offer(name, now) for name in _further_names(now) if now.viewer.may(KINDS[name].action)]


def _further_names(now: Situation) -> Iterable[str]:
    if not now.incident.is_open:
        return ["reopen"] if now.incident.stage == Stage.CLOSED else []
    return [name for name, holds in _sensible(now).items() if holds]


def _sensible(now: Situation) -> dict[str, bool]:
    """What would make sense as the incident stands, whoever looks."""
    incident, stage = now.incident, now.incident.stage
    recorded, classified = stage != Stage.DETECT, not is_at_most(stage, Stage.CLASSIFY)
    led, restored = incident.im_accepted_at is not None, incident.service_restored_at is not None
    approved = now.facts.failover_approved
    return {
        "dismiss_suggestion": classified and incident.suggestions.filter(ended_at=None).exists(),
        "call": not restored,
        "record": recorded and "REC_MANIFESTATION" not in now.codes,
        "withhold": stage == Stage.NOTIFY and "NTF_STATUS_FIRST" in now.codes,
        "override_ack": stage == Stage.ESCALATE and "ESC_ACK" in now.codes,
        "name_im": classified and not restored and "ESC_IM" not in now.codes,
        "open_room": not now.viewer.around.war_room_open and "INV_WARROOM" not in now.codes and not restored,
        "approve_failover": not approved and stage != Stage.RESTORE,
        "restored": classified and led and not restored and approved and stage != Stage.RESTORE,
        "resolved": restored and incident.resolved_at is None,
        "restore_failed": stage == Stage.RESTORE and restored,
        "merge": not restored,
        "false_alarm": not restored and stage != Stage.RESTORE,
    }
