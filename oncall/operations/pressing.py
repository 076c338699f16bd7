"""At a level where each has to answer, those who have not are paged again after somebody's acknowledgement."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from incidents.models import Incident
from oncall.models import EscalationRun, Page
from oncall.operations.paging import Call, page_people, tell
from oncall.paths.path import LevelSnapshot, PathSnapshot
from oncall.paths.pressing import Press, press
from oncall.queries import roster as rosters


def to_press(run: EscalationRun, *, at: datetime) -> Press:
    """Who of the level that acknowledged still owes an answer of her own; nobody where one answer is enough."""
    level = _level_of(run)
    if level is None:
        return Press()
    waiting: dict[int, list[datetime]] = defaultdict(list)
    answered: set[int] = set()
    for user, paged_at, answer in _pages_of(run).values_list("user_id", "paged_at", "answer"):
        waiting[user].append(paged_at)
        answered |= {user} if answer else set()
    owed = {user: moments for user, moments in waiting.items() if user not in answered}
    return press(owed, wait_s=level.wait_s, now=at)


def press_on(run: EscalationRun, incident: Incident, due: Press, *, at: datetime) -> None:
    """Page them once more; the step of the run has been counted up, so that these pages have keys of their own."""
    level = _level_of(run)
    if level is None or not due.users:
        return
    people = list(User.objects.filter(pk__in=due.users, is_active=True).order_by("pk"))
    call = Call(
        incident=incident,
        purpose=Page.Purpose.LEVEL,
        key=f"{run.key}:{run.step}",
        run=run,
        level=run.position.get("level"),
        level_name=level.name,
        pass_number=run.position.get("pass_no", 1),
        channels=level.channels,
        each_acks=True,
    )
    methods = rosters.by_channels(rosters.methods_of([user.pk for user in people]), level.channels)
    page_people(call, people, methods, at=at)
    for user in people:
        tell("escalation.pressed", incident, at=at, run=run.pk, user=user.pk, user_label=str(user))


def _level_of(run: EscalationRun) -> LevelSnapshot | None:
    """The level at which the run was acknowledged, if each has to answer there."""
    if run.position.get("phase") != "level":
        return None
    level = PathSnapshot.from_json(run.path).levels[run.position["level"]]
    return level if level.each_acks else None


def _pages_of(run: EscalationRun) -> QuerySet[Page]:
    return run.pages.filter(
        purpose=Page.Purpose.LEVEL, level=run.position["level"], pass_number=run.position["pass_no"]
    ).order_by("id")
