"""A call that nobody took becomes an incident, with what the caller said; one that was taken may become one, too."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.actors import SYSTEM_ACTOR, Actor
from accounts.refusals import Unable
from incidents.models import Incident
from incidents.operations.reports import Told, attach_report, report
from incidents.stages import OPEN_STAGES
from notifications.channels.live_calls import CallScript, LiveEvent
from notifications.channels.protocol import ForgedCallback
from oncall.models import HuntGroup, LiveCall
from oncall.operations.live_calls import State, cancel_rings, note, refuse_replay, tell
from oncall.paging import call_words as words
from timeline import operations as timeline

PAGE = HuntGroup.Missed.PAGE
SAME_WITHIN = timedelta(hours=1)


class UnableToOpen(Unable):
    """The call has its incident already."""


def take_message(call: LiveCall, event: LiveEvent, *, at: datetime) -> CallScript:
    """The caller has spoken, or said nothing; the call is locked."""
    if call.state == State.VOICEMAIL and event.step == call.step:
        keep_tape(call, event, at=at)
        miss(call, at=at)
    elif call.state != State.MISSED or event.step != call.step:
        raise ForgedCallback("that step is long over")
    elif call.recording_id or not event.recording_id:
        refuse_replay(call.ended_at, at=at)
    else:  # the end of the line was told before what was said on it
        keep_tape(call, event, at=at)
    return CallScript(words.thanks(call.incident.reference if call.incident else call.group_name))


def keep_tape(call: LiveCall, event: LiveEvent, *, at: datetime) -> None:
    """Note where the message can be fetched; the first one stays. Raises ForgedCallback for another."""
    if not event.recording_id:
        return
    if call.recording_id == event.recording_id:
        if event.seconds and not call.recording_seconds:
            call.recording_seconds = event.seconds
            call.save(update_fields=["recording_seconds"])
        elif call.ended_at is not None:
            refuse_replay(call.ended_at, at=at)
        return
    if call.recording_id or call.state not in (State.VOICEMAIL, State.MISSED):
        raise ForgedCallback("this call has another recording, or none")
    call.recording_id, call.recording_seconds = event.recording_id, event.seconds
    note(call, [], "recorded", at)
    call.save()
    if call.incident is not None:
        _tell_incident("call.recorded", call, call.incident, at)


def miss(call: LiveCall, *, at: datetime) -> None:
    """Nobody took it: an incident is opened as if the helpdesk had written it down, and paged for as was agreed.

    Whoever calls again because nobody came to the phone tells us of the same incident once more.
    """
    cancel_rings(call)
    call.state, call.ended_at = State.MISSED, at
    call.save()
    tell("call.missed", call, at=at)
    told = _told(call)
    call.incident = _added(call, told, at) or report(actor=SYSTEM_ACTOR, at=at, told=told)
    call.save(update_fields=["incident"])
    _tell_incident("call.opened", call, call.incident, at)
    if call.recording_id:
        _tell_incident("call.recorded", call, call.incident, at)


def open_incident(*, call_id: int, told: Told, actor: Actor, at: datetime) -> Incident:
    """Somebody who took a call, or reads of one, opens its incident. Raises NotPermitted, Invalid, UnableToOpen."""
    with transaction.atomic():
        call = LiveCall.objects.select_for_update().get(pk=call_id)
        if call.incident is not None:
            sentence = f"This call is {call.incident.reference} already."
            raise UnableToOpen("CALL_HAS_INCIDENT", sentences=[sentence])
        call.incident = report(actor=actor, at=at, told=told)
        call.save(update_fields=["incident"])
        _tell_incident("call.opened", call, call.incident, at)
    return call.incident


def link_to(call: LiveCall) -> str:
    """Where the call is."""
    return settings.PUBLIC_URL + reverse("oncall:call", args=[call.pk])


def _added(call: LiveCall, told: Told, at: datetime) -> Incident | None:
    """The open incident that this caller's last missed call began, told of once more; None when there is none."""
    earlier = LiveCall.objects.filter(caller=call.caller, state=State.MISSED, ended_at__gte=at - SAME_WITHIN)
    earlier = earlier.filter(incident__stage__in=OPEN_STAGES, incident__service_restored_at=None)
    known = earlier.exclude(pk=call.pk).exclude(caller="").order_by("-pk")
    same = known.values_list("incident", flat=True).first()
    if same is None:
        return None
    try:
        return attach_report(incident_id=same, actor=SYSTEM_ACTOR, at=at, told=told)
    except Unable:  # it was closed or merged meanwhile
        return None


def _told(call: LiveCall) -> Told:
    said = words.missed(
        call.who, call.group_name, call.started_at, seconds=call.recording_seconds, link=link_to(call)
    )
    pages = call.group is None or call.group.missed_call == PAGE
    return Told(
        words=said,
        means=call.means,
        title=words.missed_title(call.customer.name if call.customer else call.who),
        customer=call.customer,
        reporter=(f"{call.who}, {call.caller}" if call.caller_label else call.caller)[:120],
        detected_at=call.started_at,
        response="page" if pages else "queue",
        severity="critical" if pages else "none",
        rule_name=f"missed calls of {call.group_name}",
    )


def _tell_incident(kind: str, call: LiveCall, incident: Incident, at: datetime) -> None:
    about = {"incident": incident.pk, "number": incident.number, "call": call.pk}
    said = {"caller": call.who, "group": call.group_name, "seconds": call.recording_seconds}
    taken = {"user_label": str(call.answered_by) if call.answered_by else ""}
    timeline.record(
        kind, subject=incident.key, actor=SYSTEM_ACTOR.named, at=at, data={**about, **said, **taken}
    )
