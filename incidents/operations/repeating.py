"""What a plan repeats while the incident lasts: word how it stands, and calls by somebody from higher up."""

from datetime import datetime, timedelta

from accounts.actors import SYSTEM_ACTOR
from incidents import facts
from incidents.audiences import CALL, readers_of
from incidents.messages import Reader
from incidents.models import Incident, StepRun, Task
from incidents.operations.acting import acting, tell
from incidents.operations.calls import add_calls
from incidents.operations.following import REACHED, messages_of
from incidents.operations.quieting import post
from incidents.operations.speaking import outgoing, speaker_of
from incidents.queries.known_readers import known_readers
from incidents.queries.readers import Recipient, hurt_by
from incidents.step_names import name_of
from outbox.operations import ToDo, put

MINUTE = timedelta(minutes=1)
LOOK_AGAIN = 15 * MINUTE
MOST_URGENT = "P1"


def repeat_step(*, incident_id: int, step_id: int, number: int, at: datetime) -> bool:
    """Tell exactly those who had a step's first message how it stands; False when there is no more to repeat.

    While it is restored nothing is said, but the fix may not hold: the next time is kept.
    """
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        run = incident.steps.select_related("step").get(pk=step_id)
        if not _goes_on(incident, run) or not run.step.repeat_minutes:
            return False
        if not _rests(incident, run):
            _say_how_it_stands(incident, run, number, at)
        due_at = at + run.step.repeat_minutes * MINUTE
        payload = {"step": run.pk, "incident": incident.pk, "number": number + 1}
        put(ToDo(topic="incidents.repeat_step", key=f"step:{run.pk}:{number + 1}", due_at=due_at,
                 payload=payload), at=at)  # fmt: skip
    return True


def _say_how_it_stands(incident: Incident, run: StepRun, number: int, at: datetime) -> None:
    people = _without_letter(
        incident, _told(incident, run), since=at - (run.step.repeat_minutes or 0) * MINUTE
    )
    speaker, readers = speaker_of(incident, at=at), readers_of(run.step.audience)
    post(
        incident,
        [
            outgoing(
                incident,
                f"update:{run.pk}:{number}",
                "update",
                to,
                speaker.say("update", readers=readers, channel=to.channel, to=to.reader),
            )
            for to in people
        ],
        at=at,
    )
    name = name_of(run.step.code, run.step.audience)
    tell("incident.step_repeated", incident, actor=SYSTEM_ACTOR, at=at, step=name, recipients=len(people))


def call_once_more(*, incident_id: int, step_id: int, at: datetime) -> int:
    """It has lasted long: whoever the plan names for that calls the same people; returns how many calls.

    While it is restored nobody calls, but the fix may not hold: looked at again.
    """
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        run = incident.steps.select_related("step").get(pk=step_id)
        if not _goes_on(incident, run) or incident.priority != MOST_URGENT:
            return 0
        if _rests(incident, run):
            _look_again(run, at)
            return 0
        keys = list(run.calls.filter(call=Task.Call.INITIAL).values_list("contact", flat=True))
        people = [
            Recipient(key=key, label=one.label, address=one.phone, channel=CALL, reader=one.reader)
            for key, one in known_readers(keys).items()
        ]
        speaker, role = speaker_of(incident, at=at), run.step.later_performer
        return add_calls(incident, run, people, speaker, call=Task.Call.LATER, performer=role, at=at)


def _goes_on(incident: Incident, run: StepRun) -> bool:
    told = run.state in (StepRun.State.SENDING, StepRun.State.DONE)
    return incident.is_open and run.episode == incident.episode and told


def _rests(incident: Incident, run: StepRun) -> bool:
    """It is over as far as we know; and nobody outside hears that it goes on while the page says that it is over."""
    page_says_over = incident.public_words.get("kind") == "all_clear"
    return incident.service_restored_at is not None or (run.step.external and page_says_over)


def _look_again(run: StepRun, at: datetime) -> None:
    due_at = at + LOOK_AGAIN
    key = f"step:{run.pk}:{due_at.timestamp():.0f}"
    payload = {"step": run.pk, "incident": run.incident_id}
    put(ToDo(topic="incidents.call_once_more", key=key, due_at=due_at, payload=payload), at=at)


def _without_letter(incident: Incident, people: list[Recipient], *, since: datetime) -> list[Recipient]:
    """Those who have not read the same a while ago, as subscribers of the status page."""
    read = facts.ask_one("read_in_a_letter", incident.pk)
    return [one for one in people if one.key not in read or read[one.key] < since]


def _told(incident: Incident, run: StepRun) -> list[Recipient]:
    rows = list(messages_of(run).filter(state__in=REACHED).defer("body"))
    known = known_readers({row.recipient for row in rows}, hurt=hurt_by(incident))
    return [
        Recipient(
            key=row.recipient,
            label=row.recipient_label,
            address=row.address,
            channel=row.channel,
            reader=known[row.recipient].reader if row.recipient in known else Reader(language=row.language),
        )
        for row in rows
    ]
