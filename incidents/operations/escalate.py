"""Escalate: an Incident Manager is named and accepts; somebody acknowledges, or she goes on without."""

from datetime import datetime

from accounts.actors import Actor, actor_of
from accounts.models import User
from accounts.queries import company
from accounts.refusals import Invalid
from incidents.models import Appointment, Incident, Task
from incidents.operations.acting import UnableToAct, acting, tell
from incidents.operations.rooms import enter, open_virtual_room

State = Appointment.State


def note_acknowledged(*, incident_id: int, user: User, at: datetime, via: str) -> Incident:
    """A responder has acknowledged, in the caller's transaction: handling starts, the virtual room opens."""
    actor = actor_of(user, via=via)
    with acting(None, incident_id=incident_id, actor=actor, at=at) as incident:
        incident.handling_started_at = incident.handling_started_at or at
        open_virtual_room(incident, actor=actor, at=at)
    return incident


def name_im(*, incident_id: int, actor: Actor, at: datetime, user: User, seen: int | None = None) -> Incident:
    """Ask somebody to be Incident Manager; a candidate naming herself takes command at once.

    An earlier open request is replaced; the Incident Manager in office stays until the new one accepts.
    Raises Invalid when the person is no candidate, NotPermitted, Stale.
    """
    if not user.has_role("im_candidate") or not user.is_active:
        raise Invalid("IM_CANDIDATE", sentences=[f"{user} is not among the Incident Manager candidates."])
    herself = user.pk == actor.user_id
    with acting(
        "assign_im", incident_id=incident_id, actor=actor, at=at, seen=seen, for_herself=herself
    ) as incident:
        _refuse_ended(incident)
        incident.appointments.filter(state=State.NAMED).update(state=State.REPLACED, answered_at=at)
        appointment = Appointment.objects.create(
            incident=incident, user=user, named_by=actor.named.key, named_at=at
        )
        if herself or company().small:
            _accept(incident, appointment, actor=actor, at=at)
        else:
            incident.im = incident.im if incident.im_accepted_at else user
            tell(
                "incident.im_named",
                incident,
                actor=actor,
                at=at,
                user=user.pk,
                user_label=str(user),
                appointment=appointment.pk,
            )
    return incident


def accept_im(*, incident_id: int, actor: Actor, at: datetime, seen: int | None = None) -> Incident:
    """The named candidate accepts. Raises UnableToAct when nobody asked this person."""
    with acting("accept_im", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        _refuse_ended(incident)
        appointment = _open_appointment(incident, actor)
        _accept(incident, appointment, actor=actor, at=at)
    return incident


def decline_im(*, incident_id: int, actor: Actor, at: datetime, reason: str = "") -> Incident:
    """The named candidate declines; the next on the schedule is asked."""
    with acting("accept_im", incident_id=incident_id, actor=actor, at=at) as incident:
        appointment = _open_appointment(incident, actor)
        _end_request(incident, appointment, State.DECLINED, at)
        data = {"user": appointment.user_id, "user_label": str(appointment.user), "reason": reason.strip()}
        tell("incident.im_declined", incident, actor=actor, at=at, **data)
    return incident


def note_unanswered(*, incident_id: int, appointment_id: int, actor: Actor, at: datetime) -> bool:
    """The candidate was silent for too long; False when she has answered meanwhile."""
    with acting(None, incident_id=incident_id, actor=actor, at=at) as incident:
        appointment = (
            incident.appointments.filter(pk=appointment_id, state=State.NAMED).select_related("user").first()
        )
        if appointment is None:
            return False
        _end_request(incident, appointment, State.UNANSWERED, at)
        data = {"user": appointment.user_id, "user_label": str(appointment.user)}
        tell("incident.im_unanswered", incident, actor=actor, at=at, **data)
    return True


def ask_next(*, incident_id: int, user: User, actor: Actor, at: datetime) -> Incident:
    """Ask the next candidate, as agreed beforehand, after one declined or was silent."""
    with acting(None, incident_id=incident_id, actor=actor, at=at) as incident:
        if incident.appointments.filter(state=State.NAMED).exists() or incident.im_accepted_at:
            return incident
        appointment = Appointment.objects.create(
            incident=incident, user=user, named_by=actor.named.key, named_at=at
        )
        incident.im = user
        data = {"user": user.pk, "user_label": str(user), "appointment": appointment.pk}
        tell("incident.im_named", incident, actor=actor, at=at, **data)
    return incident


def override_acknowledgement(
    *, incident_id: int, actor: Actor, at: datetime, reason: str, seen: int | None = None
) -> Incident:
    """The Incident Manager goes on although nobody acknowledged, and says why."""
    if not reason.strip():
        raise UnableToAct("REASON")
    with acting("override_ack", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        incident.im_override_reason = reason.strip()[:300]
        tell("incident.acknowledgement_overridden", incident, actor=actor, at=at, reason=reason.strip())
    return incident


def _accept(incident: Incident, appointment: Appointment, *, actor: Actor, at: datetime) -> None:
    incident.appointments.filter(state=State.ACCEPTED).update(state=State.REPLACED)
    appointment.state, appointment.answered_at = State.ACCEPTED, at
    appointment.save()
    incident.im, incident.im_accepted_at = appointment.user, at
    incident.handling_started_at = incident.handling_started_at or at
    Task.objects.filter(incident=incident, assignee=appointment.user, state__in=("open", "doing")).update(
        assignee=None
    )
    data = {"user": appointment.user_id, "user_label": str(appointment.user)}
    tell("incident.im_accepted", incident, actor=actor, at=at, **data)
    room = open_virtual_room(incident, actor=actor, at=at)
    enter(incident, room, appointment.user, seat="im", actor=actor, at=at)


def _open_appointment(incident: Incident, actor: Actor) -> Appointment:
    appointment = incident.appointments.filter(state=State.NAMED).select_related("user").first()
    if appointment is None or appointment.user_id != actor.user_id:
        raise UnableToAct("IM_NOT_ASKED")
    return appointment


def _end_request(incident: Incident, appointment: Appointment, state: str, at: datetime) -> None:
    appointment.state, appointment.answered_at = state, at
    appointment.save()
    if incident.im_accepted_at is None:
        incident.im = None


def _refuse_ended(incident: Incident) -> None:
    if not incident.is_open:
        raise UnableToAct("STALE_STAGE")
