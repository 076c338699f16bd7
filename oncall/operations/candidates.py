"""Somebody is asked to be Incident Manager; on a refusal or five minutes of silence the next candidate is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.actors import SYSTEM_ACTOR
from accounts.models import User
from accounts.queries import company
from incidents.models import Appointment, Incident
from incidents.operations.escalate import ask_next, note_unanswered
from oncall.models import Page
from oncall.operations.paging import Call, page_people, tell
from oncall.operations.runs import locked
from oncall.queries import needs_nobody, on_schedule
from oncall.queries import roster as rosters
from outbox.handling import MOOT
from outbox.operations import ToDo, put

SILENCE = timedelta(minutes=5)
TOPIC = "oncall.candidate_silent"


def page_candidate(*, appointment_id: int, at: datetime) -> str | None:
    """Page the person who was named, and wait five minutes for an answer."""
    with transaction.atomic():
        appointment = _named(appointment_id)
        if appointment is None:
            return MOOT
        incident, key = locked(appointment.incident_id), f"appointment:{appointment_id}"
        call = Call(incident=incident, purpose=Page.Purpose.IM, key=key, level_name="Incident Manager")
        methods = rosters.methods_of([appointment.user_id])
        page_people(call, [appointment.user], methods, at=at)
        # Who cannot be reached will not answer: the next candidate is asked at once.
        due_at = at + SILENCE if methods else at
        put(ToDo(topic=TOPIC, key=key, due_at=due_at, payload={"appointment": appointment_id}), at=at)
    return None


def give_up_on(*, appointment_id: int, at: datetime) -> str | None:
    """Five minutes are over. Recording the silence brings the next candidate; moot when there was an answer."""
    appointment = _named(appointment_id)
    if appointment is None:
        return MOOT
    silent = note_unanswered(
        incident_id=appointment.incident_id, appointment_id=appointment_id, actor=SYSTEM_ACTOR, at=at
    )
    return None if silent else MOOT


def ask_another(*, incident_id: int, at: datetime) -> str | None:
    """The schedule of Incident Managers is next, then the operations managers, nobody twice."""
    with transaction.atomic():
        incident = locked(incident_id)
        if needs_nobody(incident) or incident.im_accepted_at is not None:
            return MOOT
        following = _next_candidate(incident, at)
        if following is None:
            tell("candidate.nobody_left", incident, at=at)
            return None
        ask_next(incident_id=incident.pk, user=following, actor=SYSTEM_ACTOR, at=at)
    return None


def _named(appointment_id: int) -> Appointment | None:
    open_requests = Appointment.objects.filter(pk=appointment_id, state=Appointment.State.NAMED)
    return open_requests.select_related("user").first()


def _next_candidate(incident: Incident, at: datetime) -> User | None:
    asked = set(incident.appointments.values_list("user_id", flat=True))
    on_duty = on_schedule(company().im_schedule, at)
    candidates = [*([on_duty] if on_duty else []), *rosters.managers()]
    return next((user for user in candidates if user.pk not in asked), None)
