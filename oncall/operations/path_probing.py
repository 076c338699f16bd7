"""A path is tried: everybody who stands behind one of its levels now gets a test page by the ways a page would take.

No incident and no escalation begins. All levels are tried at once, nobody twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from accounts.actors import Actor
from accounts.models import User
from accounts.refusals import NotPermitted, Unable
from oncall.models import EscalationPath, Probe
from oncall.operations.editing import may_edit
from oncall.operations.probing import Trial, send_probes
from oncall.paging import probe_words as words
from oncall.paging.reaching import Urgency, departures
from oncall.paths.path import PathSnapshot, TargetSnapshot
from oncall.queries import roster as rosters
from oncall.queries.habits import habits_of
from oncall.queries.paths import snapshot_of
from oncall.queries.roster import Roster
from timeline.operations import record

APART = timedelta(minutes=5)


class UnableToTest(Unable):
    """Nobody was sent anything."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentences=[sentence])


def probe_path(*, path_id: int, actor: Actor, at: datetime) -> str:
    """Send the test pages; returns the name of the round. Raises NotPermitted, UnableToTest."""
    if not may_edit(actor):
        raise NotPermitted("Operations managers try paths.")
    with transaction.atomic():
        path = EscalationPath.objects.select_for_update().get(pk=path_id)
        if path.probes.filter(sent_at__gt=at - APART).exists():
            raise UnableToTest("TEST_TOO_SOON", "It was tried just now. Wait five minutes: phones are busy.")
        trials = trials_of(snapshot_of(path), at=at)
        if not trials:
            raise UnableToTest("TEST_NOBODY", "Nobody on this path can be reached now.")
        named = f"path:{path.pk}:{int(at.timestamp())}"
        send_probes(trials, cause=Probe.Cause.PATH, round=named, path=path, at=at)
        people = len({trial.user.pk for trial in trials})
        data = {"name": path.name, "people": people, "messages": len(trials)}
        record("path.tested", subject=path.key, actor=actor.named, at=at, data=data)
    return named


def trials_of(path: PathSnapshot, *, at: datetime) -> list[Trial]:
    """Whom a test would reach now, and how; who stands at several levels is tried at the first."""
    roster = rosters.of_path(path, at)
    stages = [(level.name, level.targets, level.channels) for level in path.levels]
    if path.fallback:
        stages.append(("the fallback", path.fallback, ()))
    habits, seen, trials = habits_of(list(roster.users)), set[int](), list[Trial]()
    for name, targets, channels in stages:
        methods = rosters.by_channels(roster.methods, channels)
        for user in _people(roster, targets):
            if user.pk in seen or user.pk not in methods:
                continue
            seen.add(user.pk)
            leaving = departures(
                [way.kind for way in methods[user.pk]], habits[user.pk], urgency=Urgency.HIGH, at=at
            )
            kinds = set(channels) or {one.kind for one in leaving}
            what = partial(words.of_path, path.name, name)
            ways = [way for way in methods[user.pk] if way.kind in kinds] or methods[user.pk]
            trials += [Trial(user=user, method=way, what=what, level=name) for way in ways]
    return trials


def _people(roster: Roster, targets: tuple[TargetSnapshot, ...]) -> list[User]:
    """Everybody behind the targets, members of hunt groups too."""
    ids = dict.fromkeys(user for t in targets for user in roster.behind.get((t.kind, t.key), ()))
    return [roster.users[user] for user in ids if user in roster.users]
