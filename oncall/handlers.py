"""What the relay calls: an escalation's next step, and what each fact about an incident means for on-call."""

from datetime import datetime

from oncall.operations import (
    bundling,
    candidates,
    dispatching,
    following,
    gathering,
    handing_over,
    hunts,
    live_ends,
    monthly,
    outcomes,
    reaching,
)
from oncall.operations.climbing import climb, climb_together, start_run
from oncall.operations.giving_up import tell_of_dead as say_what_died
from oncall.operations.holding import look_after, wake
from oncall.operations.runs import ACTIVE, run_for_step
from oncall.rota.hand_over import Notice
from outbox.handling import MOOT, Due, together


def start_escalation(due: Due) -> str | None:
    """Paging was agreed beforehand."""
    return None if start_run(incident_id=due.payload["incident"], at=due.at, why=_why(due)) else MOOT


@together(climb_together)
def escalate(due: Due) -> str | None:
    """The timer of a run: the next level, the last resort again, or a look at whoever acknowledged."""
    found = run_for_step(due.payload["run"], due.payload["step"])
    if found is None:
        return MOOT
    incident, run = found
    carry_on = climb if run.state in ACTIVE else wake if run.state == run.State.SNOOZED else look_after
    return carry_on(run, incident, at=due.at)


def hunt(due: Due) -> str | None:
    """A ring is over."""
    return hunts.go_on(hunt_id=due.payload["hunt"], step=due.payload["step"], at=due.at)


def live_call(due: Due) -> str | None:
    """Of a live call nothing was heard for too long."""
    said = due.payload
    return live_ends.give_up(call_id=said["call"], step=said["step"], talk=bool(said.get("talk")), at=due.at)


def call_dispatch(due: Due) -> str | None:
    """An alert pages: the helpdesk hears of it too."""
    return dispatching.call_dispatch(incident_id=due.payload["incident"], at=due.at)


def watch_queue(due: Due) -> str | None:
    """An incident waits in the queue."""
    return dispatching.watch_queue(incident_id=due.payload["incident"], at=due.at)


def hunt_dispatch(due: Due) -> str | None:
    """Nobody took it in time."""
    return dispatching.hunt_dispatch(incident_id=due.payload["incident"], at=due.at)


def follow_classification(due: Due) -> str | None:
    """A person has classified it."""
    said = due.payload
    return following.follow_classification(
        incident_id=said["incident"], raised=bool(said.get("raised")), fact=said["fact"], at=due.at
    )


def start_at_the_latest(due: Due) -> str | None:
    """A quarter of an hour after the classification."""
    why = "15 minutes after the classification"
    return following.start_if_none(incident_id=due.payload["incident"], at=due.at, why=why)


def follow_stage(due: Due) -> str | None:
    """Notify was left: now at the latest somebody is paged."""
    if due.payload.get("stage") != "notify":
        return MOOT
    return following.start_if_none(incident_id=due.payload["incident"], at=due.at, why="the plan is done")


def follow_alert(due: Due) -> str | None:
    """One more alert belongs to the incident."""
    said = due.payload
    if said.get("response") != "page":
        return MOOT
    alert = str(said.get("title") or said.get("alert") or "")
    return following.follow_alert(incident_id=said["incident"], alert=alert, fact=said["fact"], at=due.at)


def page_again(due: Due) -> str | None:
    """The fix did not hold."""
    return following.follow_failure(incident_id=due.payload["incident"], at=due.at)


def follow_suggestion(due: Due) -> str | None:
    """Computed again, another priority came out: only a higher one is worth a message."""
    said = due.payload
    if not said.get("raises"):
        return MOOT
    return following.follow_suggestion(
        incident_id=said["incident"],
        priority=said["priority"],
        before=said["before"],
        fact=said["fact"],
        at=due.at,
    )


def follow_recovery(due: Due) -> str | None:
    """All alerts of the incident have recovered."""
    return following.follow_recovery(incident_id=due.payload["incident"], at=due.at)


def end_escalation(due: Due) -> str | None:
    """Restored, cancelled or merged."""
    said = due.payload
    reason = str(said.get("reason") or "")
    return following.end_escalation(incident_id=said["incident"], kind="over", reason=reason, at=due.at)


def page_candidate(due: Due) -> str | None:
    """Somebody was named Incident Manager."""
    return candidates.page_candidate(appointment_id=due.payload["appointment"], at=due.at)


def follow_im(due: Due) -> str | None:
    """An Incident Manager leads: she sees to it herself that whoever acknowledged is still at it."""
    return following.follow_im(incident_id=due.payload["incident"], at=due.at)


def candidate_silent(due: Due) -> str | None:
    """Five minutes without an answer."""
    return candidates.give_up_on(appointment_id=due.payload["appointment"], at=due.at)


def next_candidate(due: Due) -> str | None:
    """The candidate declined or was silent."""
    return candidates.ask_another(incident_id=due.payload["incident"], at=due.at)


def reach_otherwise(due: Due) -> str | None:
    """A message failed, or no receipt came and no provider is left."""
    said = due.payload
    return (
        reaching.reach_otherwise(delivery_id=said["delivery"], at=due.at)
        if said.get("exhausted", True)
        else MOOT
    )


def show_outcome(due: Due) -> str | None:
    """Somebody answered, or it is over: messages with buttons say so, and offer nothing any more."""
    said = due.payload
    return outcomes.show_outcome(incident_id=said["incident"], fact=str(said["fact"]), at=due.at)


def bundle(due: Due) -> str | None:
    """A page was held back, and now there may be room for one message about all."""
    return bundling.send_bundle(delivery_id=due.payload["delivery"], at=due.at)


def gather(due: Due) -> str | None:
    """Somebody's quiet hours are over."""
    return gathering.gather(user_id=due.payload["user"], ended_at=due.due_at, at=due.at)


def probe_person(due: Due) -> str | None:
    """The day of somebody's monthly test."""
    return monthly.probe_person(user_id=due.payload["user"], month=due.payload["month"], at=due.at)


def look_at_probe(due: Due) -> str | None:
    """A day after somebody's monthly test."""
    return monthly.look_at_probe(user_id=due.payload["user"], month=due.payload["month"], at=due.at)


def tell_hand_over(due: Due) -> str | None:
    """Somebody comes on call, or has been."""
    said = due.payload
    notice = Notice(said["user"], said["sort"], said["minutes"], datetime.fromisoformat(said["at"]))
    return handing_over.tell_hand_over(schedule_id=said["schedule"], notice=notice, key=due.key, at=due.at)


def tell_of_dead(due: Due) -> str | None:
    """An entry of the outbox was given up."""
    return say_what_died(entry_id=due.payload["entry"], at=due.at)


def _why(due: Due) -> str:
    rule = due.payload.get("rule")
    return f"as agreed for “{rule}”" if rule else ""
