"""News of an incident that can wait does: colleagues in their quiet hours read it when these end, if it is still news.

P1 and P2 wait for nobody, nor does what nobody has classified; and what waits is let go when it becomes as urgent.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from incidents.audiences import readers_of
from incidents.models import Incident, StepRun
from incidents.operations.speaking import speaker_of
from incidents.queries.known_readers import known_readers
from incidents.queries.readers import hurt_by
from notifications import quiet
from notifications.models import Delivery
from notifications.operations import Outgoing, send
from outbox.operations import bring_forward

WAITS_FOR_MORNING = ("P3", "P4", "P5")
COLLEAGUE = "user:"
DELIVER = "notifications.deliver"
SECOND = timedelta(seconds=1)


def post(incident: Incident, messages: Sequence[Outgoing], *, at: datetime) -> None:
    """Send what is said about an incident; what a colleague need not know now leaves when her quiet hours end."""
    if incident.priority not in WAITS_FOR_MORNING:
        send(messages, at=at)
        return
    ids = {_colleague(one.recipient) for one in messages} - {0}
    ends = quiet.ends(ids, at=at)
    send([_held(one, ends.get(_colleague(one.recipient)), at) for one in messages], at=at)


def let_go(incident: Incident, *, at: datetime) -> int:
    """It has become urgent: what waits leaves now, in the words of now; returns how many."""
    if incident.priority in WAITS_FOR_MORNING or incident.service_restored_at is not None:
        return 0
    held = Delivery.objects.select_for_update().filter(
        subject_key=incident.key, state=Delivery.State.PENDING, held_until__gt=at, attempts=0
    )
    waiting = list(held.order_by("pk"))
    if not waiting:
        return 0
    speaker = speaker_of(incident, at=at)
    known = known_readers([one.recipient for one in waiting], hurt=hurt_by(incident))
    steps = dict(StepRun.objects.filter(incident=incident).values_list("pk", "step__audience"))
    for one in waiting:
        step = one.key.split(":")[1]
        audience = steps.get(int(step)) if one.kind == "initial" and step.isdigit() else None
        reader = known.get(one.recipient)
        if audience and reader:
            words = speaker.say(
                "initial", readers=readers_of(audience), channel=one.channel, to=reader.reader
            )
            one.title, one.body = " ".join(words.subject.split())[:200], words.text
        one.held_until, one.urgent = None, True
        one.save(update_fields=["title", "body", "held_until", "urgent"])
        bring_forward(topic=DELIVER, keys=[one.key], at=at)
    return len(waiting)


def _held(one: Outgoing, ends_at: datetime | None, at: datetime) -> Outgoing:
    return one if ends_at is None else replace(one, after_seconds=-((at - ends_at) // SECOND), held=True)


def _colleague(recipient: str) -> int:
    number = recipient.removeprefix(COLLEAGUE)
    return int(number) if recipient.startswith(COLLEAGUE) and number.isdigit() else 0
