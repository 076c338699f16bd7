"""Compute open incidents again as it becomes morning somewhere: another priority is suggested.

It is never set, unless the settings say that what becomes more urgent is raised by itself.
"""

from datetime import datetime, timedelta

from accounts.actors import SYSTEM_ACTOR, Actor
from accounts.refusals import Invalid
from incidents.models import Classification, Incident, Suggestion
from incidents.operations.acting import UnableToAct, acting, permit, tell
from incidents.operations.raising import raise_by_itself
from incidents.overriding import next_move
from incidents.priority import is_higher
from incidents.queries.judging import Judged, judge, situation_of
from incidents.stages import Stage, is_at_most
from outbox.operations import ToDo, put

EVERY = timedelta(minutes=15)


def reassess(*, incident_id: int, version: int, look: int, at: datetime) -> bool:
    """Compute again what this version of the classification said, and look again in 15 minutes.

    False when there is nothing more to do: the incident is over, or somebody classified it anew. Safe to run twice.
    """
    with acting(None, incident_id=incident_id, actor=SYSTEM_ACTOR, at=at, moves=False) as incident:
        last = incident.classifications.order_by("-version").first()
        if last is None or last.version != version or not incident.is_open or incident.service_restored_at:
            end_suggestion(incident, outcome=Suggestion.Outcome.OUTDATED, at=at)
            return False
        judged = judge(situation_of(incident, at=at), at=at)
        if judged.proposal.computed and _move(incident, last, judged) == "raise":
            end_suggestion(incident, outcome=Suggestion.Outcome.TAKEN, at=at)
            version, look = raise_by_itself(incident, last, judged, at=at).version, -1
        elif judged.proposal.computed:
            _suggest_or_end(incident, last, judged, at)
        look_again(incident, version=version, look=look + 1, at=at)
    return True


def look_again(incident: Incident, *, version: int, look: int, at: datetime) -> None:
    """The next look, a row that is due later."""
    key = f"incident:{incident.pk}:{version}:{look}"
    payload = {"incident": incident.pk, "version": version, "look": look}
    put(ToDo(topic="incidents.reassess", key=key, due_at=at + EVERY, payload=payload), at=at)


def dismiss_suggestion(
    *, incident_id: int, actor: Actor, at: datetime, reason: str, seen: int | None = None
) -> Incident:
    """Keep the priority against the suggestion. Raises UnableToAct without one, Invalid without a reason, Stale."""
    if not reason.strip():
        raise Invalid("REASON", sentences=["Say why it stays as it is."])
    with acting(None, incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        first = is_at_most(incident.stage, Stage.CLASSIFY)
        permit("classify" if first else "reclassify", incident=incident, actor=actor)
        standing = incident.suggestions.filter(ended_at=None).first()
        if standing is None:
            raise UnableToAct("CLS_NO_SUGGESTION")
        end_suggestion(incident, outcome=Suggestion.Outcome.DISMISSED, at=at)
        tell(
            "incident.suggestion_dismissed",
            incident,
            actor=actor,
            at=at,
            before=standing.before,
            priority=standing.priority,
            reason=reason.strip(),
        )
    return incident


def end_suggestion(incident: Incident, *, outcome: str, at: datetime) -> bool:
    """End the standing suggestion, in the caller's transaction; False when there is none."""
    return bool(incident.suggestions.filter(ended_at=None).update(outcome=outcome, ended_at=at))


def _move(incident: Incident, last: Classification, judged: Judged) -> str:
    """What the clock asks for; what a person kept against this very priority is not raised over their head."""
    computed = judged.proposal.priority.value
    dismissed = incident.suggestions.filter(
        priority=computed, outcome=Suggestion.Outcome.DISMISSED, made_at__gte=last.created_at
    )
    auto_raise = judged.numbers.parameters.auto_raise and not _decided(last, computed)
    return next_move(
        stands=last.priority, computed=computed, auto_raise=auto_raise and not dismissed.exists()
    )


def _suggest_or_end(incident: Incident, last: Classification, judged: Judged, at: datetime) -> None:
    computed = judged.proposal.priority.value
    if next_move(stands=last.priority, computed=computed) == "nothing":
        if end_suggestion(incident, outcome=Suggestion.Outcome.OUTDATED, at=at):
            tell("incident.suggestion_outdated", incident, actor=SYSTEM_ACTOR, at=at, before=last.priority)
        return
    newest = incident.suggestions.order_by("-made_at").first()
    settled = (
        _decided(last, computed)
        if newest is None
        else newest.priority == computed
        and (newest.ended_at is None or newest.outcome == Suggestion.Outcome.DISMISSED)
    )
    if settled:
        return
    end_suggestion(incident, outcome=Suggestion.Outcome.OUTDATED, at=at)
    _suggest(incident, last, judged, at)


def _decided(last: Classification, computed: str) -> bool:
    """A person chose otherwise beside the very same computed priority; they are not asked again."""
    return bool(last.proposal and last.proposal.get("proposed", {}).get("priority") == computed)


def _suggest(incident: Incident, last: Classification, judged: Judged, at: datetime) -> None:
    proposal = judged.proposal
    Suggestion.objects.create(
        incident=incident,
        impact=proposal.impact,
        urgency=proposal.urgency,
        priority=proposal.priority.value,
        before=last.priority,
        sentence=proposal.sentence,
        made_at=at,
    )
    tell(
        "incident.priority_suggested",
        incident,
        actor=SYSTEM_ACTOR,
        at=at,
        priority=proposal.priority.value,
        before=last.priority,
        raises=is_higher(proposal.priority.value, last.priority),
        sentence=proposal.sentence,
    )
