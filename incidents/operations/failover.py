"""A failover is agreed by two people, the Incident Manager and an operations manager: its cost, and the way back."""

from datetime import datetime

from accounts.actors import Actor
from incidents.models import FailoverApproval, Incident, RestoreAction, Task
from incidents.operations.acting import UnableToAct, acting, relations, tell
from incidents.queries.failover import failover_approved

Seat = FailoverApproval.Seat
FAIL_BACK = "Fail back: return from the spare when the cause is gone"


def approve_failover(
    *, incident_id: int, actor: Actor, at: datetime, cost: str = "", seen: int | None = None
) -> Incident:
    """One of the two agrees; the first says what it costs. With the second the task to fail back is opened.

    Raises UnableToAct: FOV_NOT_CHOSEN without a failover, FOV_TWO_PEOPLE for the same person again, FOV_APPROVED when
    this seat has agreed, FOV_COST while nobody has said the cost; NotPermitted, Stale.
    """
    with acting("approve_failover", incident_id=incident_id, actor=actor, at=at, seen=seen) as incident:
        chosen = _chosen(incident)
        held = list(chosen.approvals.all())
        seat = _seat(incident, actor, held)
        if not cost.strip() and not any(one.cost for one in held):
            raise UnableToAct("FOV_COST")
        FailoverApproval.objects.create(
            action=chosen, seat=seat, user_id=actor.user_id or 0, cost=cost.strip()[:300], approved_at=at
        )
        data = {"seat": Seat(seat).label, "cost": cost.strip()[:300]}
        tell("incident.failover_approved", incident, actor=actor, at=at, **data)
        if held:
            _open_way_back(incident, actor, at)
    return incident


def refuse_unapproved(incident: Incident) -> None:
    """Raise UnableToAct while a chosen failover is not approved by both."""
    if not failover_approved([incident])[incident.pk]:
        raise UnableToAct("RST_FAILOVER")


def _chosen(incident: Incident) -> RestoreAction:
    option = RestoreAction.Option.FAILOVER
    running = incident.restore_actions.filter(option=option, outcome=RestoreAction.Outcome.RUNNING)
    chosen = running.order_by("-id").first()
    if chosen is None or incident.restore_option != option:
        raise UnableToAct("FOV_NOT_CHOSEN")
    return chosen


def _seat(incident: Incident, actor: Actor, held: list[FailoverApproval]) -> str:
    """The seat that this person takes: whoever holds both takes the one that is free, and only one."""
    if any(one.user_id == actor.user_id for one in held):
        raise UnableToAct("FOV_TWO_PEOPLE")
    hers = [Seat.IM] if "im" in relations(incident, actor) else []
    hers += [Seat.OPS_MANAGER] if "ops_manager" in actor.roles else []
    free = [seat for seat in hers if seat not in {one.seat for one in held}]
    if not free:
        raise UnableToAct("FOV_APPROVED")
    return free[0]


def _open_way_back(incident: Incident, actor: Actor, at: datetime) -> None:
    Task.objects.create(incident=incident, title=FAIL_BACK, created_at=at, created_by=actor.named.key)
    tell("incident.task_added", incident, actor=actor, at=at, title=FAIL_BACK)
