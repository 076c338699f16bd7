"""What the war room shows: who is in and who waits, what is known and tried, how to restore."""

from datetime import datetime
from typing import Any

from accounts.roles import Role
from incidents.models import Incident, RestoreAction, WarRoom, WarRoomParticipant
from incidents.priority import is_small
from incidents.queries.failover import approvals_of
from incidents.queries.incident_page import Situation, head_of, voice_of
from incidents.queries.trail import lines_of

SEATS = {"im": "Incident Manager", "csr": "customer support", "responder": "responder", "guest": "guest"}
OPTION_WORDS = {
    "resolve": "remove the cause now",
    "workaround": "serve customers another way, perhaps with less",
    "failover": "move to the spare; the Incident Manager and an operations manager approve it",
}
OUTCOMES = {"running": "part", "worked": "done", "failed": "fail", "abandoned": "skip"}


def room_of(now: Situation) -> dict[str, Any]:
    """Everything in the room that is no act."""
    incident = now.incident
    rooms = list(incident.rooms.filter(closed_at=None).order_by("opened_at"))
    inside = people_in(rooms)
    return {
        **head_of(now),
        "opened_at": rooms[0].opened_at if rooms else None,
        "places": [room.location for room in rooms if room.location],
        "restore_target_at": now.target_at if incident.service_restored_at is None else None,
        "component": incident.suspected_component,
        "options": options_of(incident),
        "findings": _findings(incident, ("incident.found", "incident.noted", "incident.component_suspected")),
        "tried": _findings(incident, ("incident.tried", "incident.restore_failed")),
        "present": [_present(row) for row in inside if row.admitted_at],
        "waiting": [_present(row) for row in inside if not row.admitted_at],
        "missing": _missing(now, inside) if rooms and incident.is_open else [],
        "voice": voice_of(incident),
    }


def people_in(rooms: list[WarRoom]) -> list[WarRoomParticipant]:
    """Who is in a room, and who asks to come in."""
    rows = WarRoomParticipant.objects.filter(room__in=rooms, left_at=None)
    return list(rows.select_related("user").order_by("admitted_at", "asked_at"))


def is_inside(incident: Incident, user_id: int) -> bool:
    """Whether somebody was let in and has not left."""
    rows = WarRoomParticipant.objects.filter(room__incident=incident, room__closed_at=None, user=user_id)
    return rows.filter(left_at=None).exclude(admitted_at=None).exists()


def options_of(incident: Incident) -> list[dict[str, Any]]:
    """The three ways, with what was tried of each."""
    tries: dict[str, RestoreAction] = {row.option: row for row in incident.restore_actions.order_by("id")}
    found = []
    for value, label in RestoreAction.Option.choices:
        tried, chosen = tries.get(value), incident.restore_option == value
        found.append(
            {
                "name": str(label).capitalize(),
                "words": OPTION_WORDS[value],
                "state": OUTCOMES[tried.outcome] if tried else "todo",
                "chosen": chosen,
                "why": _why(incident, value) if chosen else "",
                "outcome": tried.get_outcome_display() if tried else "",
            }
        )
    return found


def _why(incident: Incident, option: str) -> str:
    """Why this option, and for a failover who agrees, at what cost."""
    if option != RestoreAction.Option.FAILOVER:
        return incident.restore_rationale
    held = approvals_of(incident)
    by = ", ".join(f"{one.user} as {one.get_seat_display()}" for one in held) or "nobody yet"
    cost = next((f". Cost: {one.cost}" for one in held if one.cost), "")
    return f"{incident.restore_rationale} · approved by {by}{cost}"


def _findings(incident: Incident, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {"id": row.id, "at": row.happened_at, "words": row.words, "who": row.actor}
        for row in lines_of(incident, kinds)
    ]


def _present(row: WarRoomParticipant) -> dict[str, Any]:
    roles = ", ".join(Role(role).label for role in row.user.roles)
    since: datetime = row.admitted_at or row.asked_at
    seat = SEATS.get(row.seat, row.seat)
    return {
        "id": row.user_id,
        "name": str(row.user),
        "role": roles if row.seat == "guest" else seat,
        "since_at": since,
    }


def _missing(now: Situation, inside: list[WarRoomParticipant]) -> list[dict[str, str]]:
    """Seats that should be taken and are not."""
    present = [row for row in inside if row.admitted_at]
    missing = []
    if not any(row.user_id == now.incident.im_id for row in present):
        missing.append(
            {"role": "Incident Manager", "words": f"{now.im} is not in" if now.im else "nobody is named"}
        )
    support = any(row.user.has_role("csr", "helpdesk_lead") for row in present)
    if not support and not is_small(now.incident.priority):
        owner = now.incident.helpdesk_owner
        words = f"call {owner}, who has it at the helpdesk" if owner else "the customers have no voice here"
        missing.append({"role": "Customer support", "words": words})
    return missing
