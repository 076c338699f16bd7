"""Reads of on-call: which path an incident takes, who is on call, who has been paged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, When

from accounts.models import User
from incidents.models import Incident
from incidents.stages import OPEN_STAGES
from notifications.models import Delivery
from oncall.choosing import Conditions, first_match
from oncall.models import EscalationPath, EscalationRun, HuntCall, HuntGroup, Page, Schedule
from oncall.path import LevelSnapshot, PathSnapshot, TargetSnapshot
from oncall.roster import LAST_RESORT, rota_of
from oncall.rota import on_call, until
from oncall.standing import failed_again

# Whoever is paged so is asked to take the incident; the other pages ask for something else.
RESPONDING = (Page.Purpose.LEVEL, Page.Purpose.HUNT, Page.Purpose.FALLBACK, Page.Purpose.LAST_RESORT)


def paths() -> list[EscalationPath]:
    """Every path with all that belongs to it, in the order in which they are tried."""
    wanted = ("levels__users", "levels__schedules", "levels__groups")
    return list(EscalationPath.objects.select_related("fallback").prefetch_related(*wanted))


def conditions_of(path: EscalationPath) -> Conditions:
    """When the path is meant, as the policy takes it."""
    return Conditions(
        key=str(path.pk), priorities=frozenset(path.priorities), asset_kinds=frozenset(path.asset_kinds)
    )


def path_for(incident: Incident) -> PathSnapshot:
    """The path this incident takes. Without any match it is the last resort alone: nobody is left unpaged."""
    kinds = incident.assets.values_list("asset__kind", flat=True)
    known = paths()
    key = first_match(
        [conditions_of(path) for path in known], priority=incident.priority or None, asset_kinds=set(kinds)
    )
    found = next((path for path in known if str(path.pk) == key), None)
    return snapshot_of(found) if found else PathSnapshot(name="no path", repeat=0, last_resort=(LAST_RESORT,))


def snapshot_of(path: EscalationPath) -> PathSnapshot:
    """The path as it is now, with its levels' targets."""
    fallback = path.fallback
    return PathSnapshot(
        name=path.name,
        levels=tuple(
            LevelSnapshot(
                name=level.name,
                timeout_s=level.ack_minutes * 60,
                targets=(
                    *(_target("user", user) for user in level.users.all()),
                    *(_target("schedule", schedule) for schedule in level.schedules.all()),
                    *(_target("group", group) for group in level.groups.all()),
                ),
            )
            for level in path.levels.all()
        ),
        repeat=path.repeat,
        fallback=(_target("user", fallback),) if fallback else (),
        last_resort=(LAST_RESORT,),
    )


def _target(kind: str, row: User | Schedule | HuntGroup) -> TargetSnapshot:
    return TargetSnapshot(kind=kind, key=str(row.pk), label=str(row))


def needs_nobody(incident: Incident, *, since: datetime | None = None) -> bool:
    """True when there is nothing to escalate: ended, or the service is back, and has been since a run began."""
    restored_at = incident.service_restored_at
    return not incident.is_open or (restored_at is not None and (since is None or restored_at >= since))


def latest_run(incident: Incident) -> EscalationRun | None:
    """The newest run of the present episode."""
    return (
        incident.runs.filter(episode=incident.episode)
        .select_related("acknowledged_by")
        .order_by("-id")
        .first()
    )


def pages_of(incident: Incident) -> list[Page]:
    """Everybody paged for it, in order."""
    return list(incident.pages.select_related("user", "run__acknowledged_by", "hunt").order_by("id"))


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Who is on call on one schedule now, until when, and who follows. Nobody is a gap."""

    schedule: Schedule
    now: User | None
    until: datetime | None
    following: User | None


def duties(at: datetime) -> list[Duty]:
    """Every schedule with its person now and next."""
    schedules = list(Schedule.objects.prefetch_related("members", "overrides").order_by("name"))
    users = _users_of(schedules)
    return [_duty(schedule, users, at) for schedule in schedules]


def on_schedule(name: str, at: datetime) -> User | None:
    """Who is on call on the schedule of that name."""
    found = next((duty for duty in duties(at) if duty.schedule.name == name), None)
    return found.now if found else None


def responder_acks(incident_ids: Sequence[int]) -> dict[int, bool]:
    """Whether somebody acknowledged in the incident's present episode, since it was restored the last time."""
    since = failed_again(incident_ids)
    acknowledged = (
        EscalationRun.objects.filter(incident__in=incident_ids)
        .exclude(acknowledged_at=None)
        .values_list("incident_id", "episode", "incident__episode", "acknowledged_at")
    )
    return {
        incident: True
        for incident, of_run, present, at in acknowledged
        if of_run == present and at and (incident not in since or at >= since[incident])
    }


def paged(incident_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """The ids of the users who were paged as responders."""
    found: dict[int, frozenset[int]] = {}
    rows = Page.objects.filter(incident__in=incident_ids).exclude(purpose__in=("dispatch", "im"))
    for incident, user in rows.values_list("incident_id", "user_id"):
        found[incident] = found.get(incident, frozenset()) | {user}
    return found


def reason_against(delivery: Delivery) -> str:
    """Why a page must not leave any more: somebody acknowledged, or it went on, between writing and sending."""
    key = delivery.key.rsplit(":", 2)[0]
    page = Page.objects.filter(key=key).select_related("run", "hunt", "incident").first()
    if page is None:
        return ""
    if not page.incident.is_open:
        return "The incident is over."
    if page.answer:
        return "The person has answered already."
    if page.hunt is not None and page.hunt.state in (HuntCall.State.ANSWERED, HuntCall.State.ENDED):
        return "Somebody else has answered."
    return _run_against(page)


def _run_against(page: Page) -> str:
    run = page.run
    if run is None or page.purpose == Page.Purpose.REMINDER:
        return ""
    if run.state == EscalationRun.State.ACKNOWLEDGED:
        return f"{run.acknowledged_by} has acknowledged."
    return "The escalation has ended." if run.state == EscalationRun.State.ENDED else ""


def _users_of(schedules: Sequence[Schedule]) -> dict[int, User]:
    ids = {member.user_id for schedule in schedules for member in schedule.members.all()}
    ids |= {row.user_id for schedule in schedules for row in schedule.overrides.all()}
    return {user.pk: user for user in User.objects.filter(pk__in=ids, is_active=True)}


def _duty(schedule: Schedule, users: dict[int, User], at: datetime) -> Duty:
    rota = rota_of(schedule)
    change = until(rota, at)

    def who(moment: datetime) -> User | None:
        return next((users[int(key)] for key in on_call(rota, moment) if int(key) in users), None)

    return Duty(schedule=schedule, now=who(at), until=change, following=who(change) if change else None)


def page_about(user: User, number: int) -> Page | None:
    """The newest page of this person for the incident of that number, one that waits for an answer first."""
    pages = Page.objects.filter(user=user, incident__number=number).select_related("incident", "hunt", "run")
    return pages.order_by(Case(When(answer="", then=0), default=1), "-id").first()


def asked_of(user: User, *, holding: bool = False) -> list[Page]:
    """The open incidents whose page waits for this person, one page each; with `holding` also those she holds."""
    mine = Page.objects.filter(user=user, incident__stage__in=OPEN_STAGES).select_related(
        "incident", "hunt", "run"
    )
    waiting = Q(answer="", incident__service_restored_at=None)
    holds = Q(run__acknowledged_by=user) & ~Q(run__state="ended")
    free = mine.filter(waiting).exclude(Q(run__state="acknowledged") & ~holds).exclude(run__state="ended")
    pages = mine.filter(holds) | free if holding else free.exclude(holds & ~Q(purpose="im"))
    newest: dict[int, Page] = {}
    for page in pages.distinct().order_by("id"):
        newest[page.incident_id] = page
    return list(newest.values())
