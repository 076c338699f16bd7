"""The war room's door: opened by the first acknowledgement or the Incident Manager, entered when admitted."""

from datetime import datetime

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import Invalid
from incidents import facts as register
from incidents.models import Incident, WarRoom, WarRoomParticipant
from incidents.operations.acting import UnableToAct, acting, tell


def open_virtual_room(incident: Incident, *, actor: Actor, at: datetime) -> WarRoom:
    """The incident's virtual room, opened if there is none; within an operation."""
    room, is_new = WarRoom.objects.get_or_create(
        incident=incident, kind=WarRoom.Kind.VIRTUAL, closed_at=None, defaults={"opened_at": at}
    )
    if is_new:
        tell("incident.room_opened", incident, actor=actor, at=at, kind="virtual", location="")
    return room


def open_room(
    *, incident_id: int, actor: Actor, at: datetime, kind: str = "virtual", location: str = ""
) -> Incident:
    """Open the virtual room early, or record a physical one with its place. Raises Invalid for a place missing."""
    if kind not in WarRoom.Kind.values or (kind == WarRoom.Kind.PHYSICAL and not location.strip()):
        raise Invalid(
            "INV_WARROOM", sentences=["A physical room needs its place; otherwise open the virtual room."]
        )
    with acting("open_war_room", incident_id=incident_id, actor=actor, at=at) as incident:
        if kind == WarRoom.Kind.VIRTUAL:
            open_virtual_room(incident, actor=actor, at=at)
        else:
            place = location.strip()[:200]
            WarRoom.objects.update_or_create(
                incident=incident, kind=kind, closed_at=None, defaults={"location": place}, create_defaults={
                    "location": place, "opened_at": at
                }
            )  # fmt: skip
            tell("incident.room_opened", incident, actor=actor, at=at, kind="physical", location=place)
    return incident


def enter_room(*, incident_id: int, actor: Actor, at: datetime) -> Incident:
    """Come in: the Incident Manager, customer support, whoever was paged or has a task; others ask at the door.

    Raises UnableToAct (INV_WARROOM without a room; WR_ADMIT: the request to come in is kept and shown).
    """
    refused = False
    with acting(None, incident_id=incident_id, actor=actor, at=at, moves=False) as incident:
        user = User.objects.get(pk=actor.user_id or 0)
        room = _room(incident)
        seat = _seat(incident, user)
        if seat:
            enter(incident, room, user, seat=seat, actor=actor, at=at)
        else:
            refused = not _ask(incident, room, user, actor=actor, at=at)
    if refused:
        raise UnableToAct("WR_ADMIT")
    return incident


def admit(*, incident_id: int, actor: Actor, at: datetime, user_id: int) -> Incident:
    """Let somebody in who asks."""
    with acting("admit_to_war_room", incident_id=incident_id, actor=actor, at=at) as incident:
        waiting = _present(_room(incident), user_id)
        if waiting is None:
            raise UnableToAct("WR_NOT_WAITING")
        if waiting.admitted_at is None:
            waiting.admitted_at = at
            waiting.save(update_fields=["admitted_at"])
            tell("incident.room_admitted", incident, actor=actor, at=at, user_label=str(waiting.user))
    return incident


def leave_room(*, incident_id: int, actor: Actor, at: datetime) -> Incident:
    """Go out."""
    return _out(incident_id, actor, at, actor.user_id or 0, removed=False)


def remove(*, incident_id: int, actor: Actor, at: datetime, user_id: int) -> Incident:
    """Send somebody out, whoever it is, without a reason."""
    return _out(incident_id, actor, at, user_id, removed=True)


def _out(incident_id: int, actor: Actor, at: datetime, user_id: int, *, removed: bool) -> Incident:
    action = "remove_from_war_room" if removed else None
    with acting(action, incident_id=incident_id, actor=actor, at=at) as incident:
        inside = _present(_room(incident), user_id)
        if inside is not None:
            inside.left_at, inside.removed = at, removed
            inside.save(update_fields=["left_at", "removed"])
            kind = "incident.room_removed" if removed else "incident.room_left"
            tell(kind, incident, actor=actor, at=at, user_label=str(inside.user))
    return incident


def enter(incident: Incident, room: WarRoom, user: User, *, seat: str, actor: Actor, at: datetime) -> None:
    """Put somebody into the room, within an operation; being in already changes nothing."""
    inside = _present(room, user.pk)
    if inside is not None and inside.admitted_at is not None:
        return
    WarRoomParticipant.objects.update_or_create(
        room=room,
        user=user,
        left_at=None,
        defaults={"seat": seat, "admitted_at": at},
        create_defaults={"seat": seat, "admitted_at": at, "asked_at": at},
    )
    tell("incident.room_entered", incident, actor=actor, at=at, user_label=str(user))


def _ask(incident: Incident, room: WarRoom, user: User, *, actor: Actor, at: datetime) -> bool:
    """Note the request; True when the person is in already."""
    inside = _present(room, user.pk)
    if inside is None:
        WarRoomParticipant.objects.create(room=room, user=user, seat="guest", asked_at=at)
        tell("incident.room_asked", incident, actor=actor, at=at, user_label=str(user))
        return False
    return inside.admitted_at is not None


def _seat(incident: Incident, user: User) -> str:
    """The seat of somebody on the admit list, empty for others."""
    if user.pk == incident.im_id and incident.im_accepted_at:
        return "im"
    if _was_removed(incident, user):
        return ""
    if user.has_role("csr", "helpdesk_lead"):
        return "csr"
    paged = register.ask_one("paged", incident.pk)
    has_task = incident.tasks.filter(assignee=user, state__in=("open", "doing")).exists()
    on_list = user.pk in paged or has_task or user.has_role("responder", "operator", "ops_manager")
    return "responder" if on_list and user.roles != ["executive"] else ""


def _was_removed(incident: Incident, user: User) -> bool:
    return WarRoomParticipant.objects.filter(room__incident=incident, user=user, removed=True).exists()


def _room(incident: Incident) -> WarRoom:
    room = incident.rooms.filter(closed_at=None).order_by("-kind").first()
    if room is None:
        raise UnableToAct("INV_WARROOM")
    return room


def _present(room: WarRoom, user_id: int) -> WarRoomParticipant | None:
    return room.participants.filter(user=user_id, left_at=None).select_related("user").first()
