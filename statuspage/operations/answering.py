"""Whoever called is answered with approved words: said on the phone, or mailed; each report once."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import Unable
from incidents.models import Incident, IncidentReport
from incidents.operations.acting import permit, tell
from incidents.operations.ending import merge_into
from incidents.operations.reports import Told, attach_report, report
from notifications.sending import Outgoing, send
from statuspage.models import Answer
from statuspage.queries import inner_names
from statuspage.telling.inner_words import first_inner_word


class UnableToAnswer(Unable):
    """Nothing was answered, nobody was written to."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the customer is answered. With an address it is mailed, else it was said.

    `theirs` are names that may stand in a mail: of who reads it and of who writes it.
    """

    words: str
    subject: str = ""
    address: str = ""
    recipient: str = ""
    label: str = ""
    language: str = "en"
    theirs: tuple[str, ...] = ()


def take_call(
    *,
    actor: Actor,
    at: datetime,
    told: Told,
    incident_id: int | None = None,
    reply: Reply | None = None,
) -> IncidentReport:
    """Write down what a customer reports: with an incident that we know, or as a new one; without a reply they wait.

    Raises NotPermitted, Invalid (REPORT_EMPTY), UnableToAnswer (SEAT_OVER for an incident that has ended).
    """
    with transaction.atomic():
        if incident_id is None:
            incident = report(actor=actor, at=at, told=told)
        else:
            incident = Incident.objects.select_for_update().get(pk=incident_id)
            _refuse_ended(incident)
            attach_report(incident_id=incident_id, actor=actor, at=at, told=told)
        row = IncidentReport.objects.filter(incident=incident).select_related("incident").latest("pk")
        if reply is not None:
            answer(report_id=row.pk, actor=actor, at=at, reply=reply)
    return row


def answer(*, report_id: int, actor: Actor, at: datetime, reply: Reply) -> Answer:
    """Note what a caller was answered, and mail it where there is an address.

    Raises NotPermitted, UnableToAnswer (SEAT_ANSWERED when somebody was faster, SEAT_INNER_NAME).
    """
    _refuse_inner_names(reply)
    with transaction.atomic():
        row = IncidentReport.objects.select_for_update().get(pk=report_id)
        incident = Incident.objects.get(pk=row.incident_id)
        permit("report", incident=incident, actor=actor)
        _refuse_answered(row)
        given = Answer.objects.create(
            report=row,
            how=Answer.How.MAILED if reply.address else Answer.How.SAID,
            words=reply.words,
            address=reply.address,
            answered_at=at,
            answered_by=actor.named.key,
            answered_by_label=actor.named.label[:120],
        )
        if reply.address:
            send([_mail(row, incident, reply)], at=at)
        who = row.customer.name if row.customer else row.reporter or "the caller"
        told = {"who": who, "how": given.get_how_display(), "words": reply.words[:300]}
        tell("statuspage.caller_answered", incident, actor=actor, at=at, **told)
    return given


def move_report(*, report_id: int, into_id: int, actor: Actor, at: datetime) -> Incident:
    """What a caller opened belongs to an incident that we know: it is merged into it. Raises what a merge raises."""
    with transaction.atomic():
        row = IncidentReport.objects.select_for_update().get(pk=report_id)
        return merge_into(incident_id=row.incident_id, into_id=into_id, actor=actor, at=at)


def _refuse_ended(incident: Incident) -> None:
    if not incident.is_open:
        sentence = f"{incident.reference} has ended meanwhile. Choose another one, or open a new one."
        raise UnableToAnswer("SEAT_OVER", sentences=[sentence])


def _refuse_inner_names(reply: Reply) -> None:
    """A mail that was written anew says no more of us than the status page would."""
    if not reply.address:
        return
    names = inner_names()
    word = first_inner_word(
        f"{reply.subject}\n{reply.words}", replace(names, public=(*names.public, *reply.theirs))
    )
    if word is not None:
        sentence = f"“{word}” is an inner name. Say it in the words of the components on the status page."
        raise UnableToAnswer("SEAT_INNER_NAME", sentences=[sentence])


def _refuse_answered(row: IncidentReport) -> None:
    given = Answer.objects.filter(report=row).first()
    if given is not None:
        raise UnableToAnswer("SEAT_ANSWERED", sentences=[given.sentence])


def _mail(row: IncidentReport, incident: Incident, reply: Reply) -> Outgoing:
    return Outgoing(
        key=f"answer:{row.pk}",
        kind="answer",
        subject_key=incident.key,
        recipient=reply.recipient or f"report:{row.pk}",
        recipient_label=reply.label,
        channel="email",
        address=reply.address,
        title=reply.subject,
        body=reply.words,
        urgent=True,
        language=reply.language,
    )
