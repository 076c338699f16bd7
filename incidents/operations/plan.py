"""The notification plan as it runs: what may go is sent or given to people to do. What may, says `planning`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.actors import SYSTEM_ACTOR
from incidents import facts
from incidents.audiences import CALL, IN_APP, readers_of
from incidents.messages import Speaker
from incidents.models import Incident, StepRun
from incidents.operations.acting import acting, tell
from incidents.operations.calls import give_calls
from incidents.operations.quieting import let_go, post
from incidents.operations.speaking import outgoing, speaker_of
from incidents.queries.audiences import assigned
from incidents.queries.ends import Heard, heard_by_merging
from incidents.queries.readers import Hurt, Recipient, hurt_by
from incidents.step_names import name_of
from notifications.models import Delivery
from outbox.models import Queue
from outbox.operations import ToDo, put

LOOK_AGAIN = (2, 2, 5, 10, 30, 60)
MINUTE = timedelta(minutes=1)
State = StepRun.State
# These steps tell each person once: what they have told, or are about to, no lesser audience tells again.
CLAIMING = (State.PENDING, State.BLOCKED, State.SENDING, State.DONE)
NOBODY = "nobody"
READ = "read_in_a_letter"


def run_plan(*, incident_id: int, at: datetime) -> int:
    """Send what is due of the plan, also to those who have come to be affected; returns how many steps were begun.

    Safe to run twice.
    """
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        if not incident.is_open:
            return 0
        runs = list(
            incident.steps.filter(episode=incident.episode)
            .exclude(step__channel="status_page")
            .select_related("step")
            .order_by("step__position")
        )
        lasts = incident.service_restored_at is None
        due = [run for run in runs if run.state == State.PENDING or (lasts and _may_have_grown(run))]
        let_go(incident, at=at)
        return _begin_all(incident, due, runs, at) if due else 0


def _may_have_grown(run: StepRun) -> bool:
    """It ran, and whoever is affected by now may not have been among its people."""
    ran = run.state in (State.SENDING, State.DONE) or (run.state == State.SKIPPED and run.reason == NOBODY)
    return ran and run.step.audience.endswith("affected")


def _begin_all(incident: Incident, due: Sequence[StepRun], runs: Sequence[StepRun], at: datetime) -> int:
    hurt = hurt_by(incident)
    claiming = {run.step_id: run.step for run in (*due, *runs) if run.state in CLAIMING or run in due}
    people = assigned(list(claiming.values()), hurt)
    read = frozenset(facts.ask_one(READ, incident.pk))
    heard = heard_by_merging(incident)
    going = _Going(incident, speaker_of(incident, at=at), hurt, read, at)
    return sum(_begin(run, _not_told(run, people[run.step_id], heard), going) for run in due)


def _not_told(run: StepRun, people: list[Recipient], heard: Heard) -> list[Recipient]:
    """Nobody outside hears again of what is part of this incident now; whoever only read of it may be called."""
    if not run.step.external:
        return people
    told = heard.called if run.step.channel == CALL else heard.called | heard.written
    return [one for one in people if one.key not in told]


@dataclass(frozen=True)
class _Going:
    """What the steps share that go at one moment. `read`: who subscribed and read the newest word in a letter."""

    incident: Incident
    speaker: Speaker
    hurt: Hurt
    read: frozenset[str]
    at: datetime


def _begin(run: StepRun, people: list[Recipient], going: _Going) -> bool:
    incident, at = going.incident, going.at
    if run.step.channel == IN_APP:
        return _show_in_app(run, going.hurt, at)
    is_new = run.state == State.PENDING
    told = set() if is_new else _told_already(run)
    over = run.step.channel == CALL and incident.service_restored_at is not None
    wanted = [one for one in people if one.key not in told and not over]
    fresh = [one for one in wanted if run.step.channel == CALL or one.key not in going.read]
    if not fresh:
        if is_new:
            _settle_untold(run, why="it is over" if over else READ if wanted else NOBODY, at=at)
        return is_new
    run.started_at, run.recipients = run.started_at or at, len(told) + len(fresh)
    run.state, run.reason, run.done_at = State.SENDING, "", None
    run.save()
    if run.step.channel == CALL:
        give_calls(incident, run, fresh, going.speaker, at=at)
    else:
        _send(incident, run, fresh, going.speaker, at)
    name = name_of(run.step.code, run.step.audience)
    tell("incident.step_sent", incident, actor=SYSTEM_ACTOR, at=at, step=name, recipients=len(fresh),
         calls=run.step.channel == CALL)  # fmt: skip
    return True


def _settle_untold(run: StepRun, *, why: str, at: datetime) -> None:
    """There is nobody to tell, or nobody who does not know it already."""
    run.state = State.DONE if why == READ else State.SKIPPED
    run.started_at, run.done_at, run.reason = at, at, why
    run.save()


def _send(incident: Incident, run: StepRun, people: list[Recipient], speaker: Speaker, at: datetime) -> None:
    readers = readers_of(run.step.audience)
    post(
        incident,
        [
            outgoing(
                incident,
                f"step:{run.pk}",
                "initial",
                to,
                speaker.say("initial", readers=readers, channel=to.channel, to=to.reader),
            )
            for to in people
        ],
        at=at,
    )
    look_at(run, 0, at)
    if run.step.repeat_minutes:
        due_at = at + run.step.repeat_minutes * MINUTE
        payload = {"step": run.pk, "incident": incident.pk, "number": 1}
        put(
            ToDo(topic="incidents.repeat_step", key=f"step:{run.pk}:1", due_at=due_at, payload=payload), at=at
        )


def look_at(run: StepRun, look: int, at: datetime) -> None:
    """Have somebody see what became of a step's messages."""
    wait = LOOK_AGAIN[min(look, len(LOOK_AGAIN) - 1)]
    payload = {"step": run.pk, "look": look, "incident": run.incident_id}
    due_at = at + timedelta(seconds=wait)
    # Whoever comes later is looked after anew, from look 0.
    key = f"step:{run.pk}:{look}:{due_at.timestamp():.0f}"
    put(
        ToDo(topic="incidents.follow_step", key=key, due_at=due_at, payload=payload, queue=Queue.URGENT),
        at=at,
    )


def _told_already(run: StepRun) -> set[str]:
    if run.step.channel == CALL:
        return set(run.calls.values_list("contact", flat=True))
    sent = Delivery.objects.filter(key__startswith=f"step:{run.pk}:")
    return set(sent.values_list("recipient", flat=True))


def _show_in_app(run: StepRun, hurt: Hurt, at: datetime) -> bool:
    """The box in the application shows what the page says, to those whom it touches."""
    begins = run.state == State.PENDING
    run.state, run.recipients, run.reason = State.DONE, len(hurt.affected), ""
    run.started_at = run.started_at or at
    run.done_at = run.done_at or at
    run.save()
    return begins
