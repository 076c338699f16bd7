"""What is next for an incident: the headline, for whom, and what blocks the stage with the place that clears it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from incidents.guards import GUARDS
from incidents.permissions import ANY, Circumstances, allowed, may
from incidents.places import HEADLINES, NAMES, PLACES, STAGE_HEADLINES, Place
from incidents.sentences import SENTENCES
from incidents.stages import ENDED, Stage, next_stage

EVERYBODY_FROM = 6
# Who gives the customers a voice in the room.
VOICES = frozenset({"csr", "helpdesk_lead"})
WAITS_FOR: Mapping[str, str] = {"ESC_ACK": "whoever was paged", "INV_CSR_PRESENT": "customer support"}


@dataclass(frozen=True)
class Viewer:
    """Who looks: roles company-wide, relations to this incident, and what about it decides besides."""

    roles: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    around: Circumstances = ANY
    asked_to_lead: bool = False

    def may(self, action: str | None, *, for_herself: bool = True) -> bool:
        """Whether this person may do it now; what asks nobody is open to all."""
        around = self.around if for_herself else _for_another(self.around)
        return action is None or may(action, roles=self.roles, relations=self.relations, around=around)


@dataclass(frozen=True)
class Point:
    """One thing that blocks the stage: what to do, its code, where, and for whom if not for the viewer."""

    code: str
    words: str
    goes_to: str
    label: str
    mine: bool
    who: str = ""


@dataclass(frozen=True)
class Done:
    """One thing that holds already, with its time."""

    words: str
    at: datetime | None = None


@dataclass(frozen=True)
class NextAction:
    """The panel: what is next, for whom, and what blocks it."""

    title: str
    who: str
    goal: str
    blocked_by: tuple[Point, ...] = ()
    done: tuple[Done, ...] = ()

    @property
    def in_turn(self) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
        """What is next, and the papers that wait until the service works and everybody has heard of it."""
        first = tuple(point for point in self.blocked_by if not point.code.startswith("CLO_"))
        return (first, self.blocked_by[len(first) :]) if first else (self.blocked_by, ())

    @property
    def mine(self) -> bool:
        """Whether the viewer can do the first thing on the list, or take the step."""
        return self.blocked_by[0].mine if self.blocked_by else False


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where an incident stands: its stage, what blocks it, when each fact was first recorded, who leads or may."""

    stage: str
    codes: tuple[str, ...] = ()
    moments: Mapping[str, datetime] = field(default_factory=dict)
    im: str = ""
    im_accepted: bool = False
    report_state: str = ""
    owed: Collection[str] = ()


def next_action(where: Where, viewer: Viewer) -> NextAction | None:
    """The one next action, None when the incident has ended."""
    stage = Stage(where.stage)
    if stage in ENDED:
        return None
    points = tuple(_point(code, where, viewer) for code in _told_apart(where.codes))
    return NextAction(
        title=_headline(where, viewer),
        who=_for_whom(points, where, viewer),
        goal=next_stage(stage).label,
        blocked_by=points,
        done=tuple(_done(where)),
    )


def who_may(action: str | None, around: Circumstances, im: str = "") -> str:
    """Who may do it now, in words; the Incident Manager by name when she has accepted."""
    if action is None:
        return ""
    names = [
        f"{im}, Incident Manager" if role == "im" and im and around.im_accepted else NAMES[role]
        for role in NAMES
        if role in allowed(action, around)
        and (role != "im" or around.im_accepted or len(allowed(action, around)) == 1)
    ]
    if len(names) >= EVERYBODY_FROM:
        return "anybody on the staff"
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def place_of(code: str, report_state: str = "") -> Place:
    """Where a code is cleared; the report to customers goes from hand to hand."""
    if code == "CLO_RFO" and report_state == "draft":
        return Place(goes_to="approve_report", label="Approve it", action="approve_report")
    if code == "CLO_RFO" and report_state == "approved":
        return Place(goes_to="send_report", label="Send it", action="send_report")
    return PLACES[code]


def _told_apart(codes: tuple[str, ...]) -> list[str]:
    """One line for what one form clears: the reason belongs to the option, urgency to impact, the eyes to the check."""
    same = {"INV_OPTION_WHY": "INV_OPTION", "RST_FOUR_EYES": "RST_IM_VERIFIED", "ESC_IM_ACCEPT": "ESC_IM"}
    return [code for code in codes if same.get(code) not in codes]


def _point(code: str, where: Where, viewer: Viewer) -> Point:
    place = place_of(code, where.report_state)
    if code == "INV_CSR_PRESENT" and viewer.roles & VOICES:
        place = Place(goes_to="enter_room", label="Come in", action=None)
    mine = _is_hers(code, place, viewer)
    who = "" if mine else _waits_for(code, place, where, viewer)
    return Point(code, SENTENCES[code], place.goes_to, place.label, mine, who)


def _is_hers(code: str, place: Place, viewer: Viewer) -> bool:
    """Whether it waits for who looks; what goes out by itself waits for nobody."""
    if code == "ESC_IM_ACCEPT":
        return viewer.asked_to_lead
    if code == "ESC_ACK":
        return "responder_paged" in viewer.relations
    if code == "INV_CSR_PRESENT":
        return bool(viewer.roles & VOICES) or "im" in viewer.relations
    if place.action is None:
        return False
    return viewer.may(place.action, for_herself=place.goes_to != "name_im" or "im_candidate" in viewer.roles)


def _waits_for(code: str, place: Place, where: Where, viewer: Viewer) -> str:
    if code == "ESC_IM_ACCEPT":
        return where.im
    if code in WAITS_FOR:
        return WAITS_FOR[code]
    return who_may(place.action, viewer.around, where.im)


def _headline(where: Where, viewer: Viewer) -> str:
    if where.stage == Stage.RESTORE and not where.codes:
        return "Close it"
    first = where.codes[0] if where.codes else ""
    if first == "ESC_IM_ACCEPT" and viewer.asked_to_lead:
        return "You are asked to lead: accept or decline"
    if first == "ESC_IM_ACCEPT" and where.im:
        return f"Wait for {where.im} to accept"
    return HEADLINES.get(first, STAGE_HEADLINES[Stage(where.stage)])


def _for_whom(points: tuple[Point, ...], where: Where, viewer: Viewer) -> str:
    if points and points[0].mine:
        return "you"
    if points:
        return points[0].who
    return "you" if viewer.may("close") else who_may("close", viewer.around, where.im)


def _done(where: Where) -> list[Done]:
    """What holds already and has a time; what was never owed is not praised."""
    found = []
    for code in GUARDS[Stage(where.stage)]:
        place = PLACES[code]
        times = [where.moments[kind] for kind in place.kinds if kind in where.moments]
        if code not in where.codes and times:
            found.append(Done(place.done, max(times)))
    return found


def _for_another(around: Circumstances) -> Circumstances:
    return Circumstances(
        stage=around.stage,
        im_accepted=around.im_accepted,
        quick_restored=around.quick_restored,
        war_room_open=around.war_room_open,
        for_herself=False,
    )
