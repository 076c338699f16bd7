"""What one request to the seat is about: what is open, who calls, which report is answered, with the two forms."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from catalog.models import CustomerContact
from incidents.models import IncidentReport
from incidents.models.detect import Means
from statuspage.seat import reading
from statuspage.seat.calls import Call, address_of, approved_for, call_of, letter_of, match_of, voice_now
from statuspage.seat.form import AnswerForm, Asked, CallForm
from statuspage.seat.reading import Open
from statuspage.seat.saying import Voice


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that the page and its forms are made of."""

    listed: list[Open]
    voice: Voice
    call: Call
    form: CallForm
    report: IncidentReport | None = None
    answer: AnswerForm | None = None


def scene_of(request: HttpRequest, *, report: int | None = None) -> Scene:
    """Read it. With `report` the answer to that one was typed, else the call."""
    at = timezone.now()
    listed, voice = reading.open_now(at=at), voice_now()
    asked = Asked.of(request.GET, request.POST)
    call = call_of(replace(asked, report=report or asked.report), listed)
    typed = request.POST or None
    form = CallForm(None if report else typed, decided=call.decided, open_now=listed, **_recognised(call))
    if call.decided:
        form.offer(letter_of(call.approved, call.chosen, voice, now=at), call.approved.version)
    row = reading.report_waiting(call.asked.report) if call.asked.report else None
    return Scene(
        listed=listed,
        voice=voice,
        call=call,
        form=form,
        report=row,
        answer=_answer_form(typed if report else None, row, listed, voice, at) if row else None,
    )


def _answer_form(
    typed: QueryDict | None, row: IncidentReport, listed: list[Open], voice: Voice, at: datetime
) -> AnswerForm:
    form = AnswerForm(typed, initial={"address": address_of(row)}, label_suffix="", auto_id="answer_%s")
    known = approved_for(row, listed)
    form.offer(letter_of(known, match_of(row), voice, now=at), known.version)
    return form


def _recognised(call: Call) -> dict[str, str]:
    """What the form begins with."""
    contact = call.chosen.contact if call.chosen else None
    by_mail = "@" in call.asked.caller
    name = contact.name if contact else ("" if call.chosen else call.asked.caller)
    return {
        "reporter": name,
        "address": _mailbox(contact) if contact else (call.asked.caller if by_mail else ""),
        "means": Means.CUSTOMER_MESSAGE.value if by_mail else Means.CUSTOMER_CALL.value,
    }


def _mailbox(contact: CustomerContact) -> str:
    return "" if contact.mail_comes_back else contact.email
