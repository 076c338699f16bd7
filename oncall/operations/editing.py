"""Escalation paths are drawn, changed, put in order, retired and brought back: each time a new version, and a fact.

One of the paths in use always catches every incident; no edit can take the last such one away.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.actors import SYSTEM_ACTOR, Actor
from accounts.models import User
from accounts.operations import set_last_resort
from accounts.refusals import NotPermitted, Unable
from incidents.permissions import may
from oncall.models import EscalationPath, PathVersion
from oncall.operations.drawing import UnableToDraw, check, drawn, keep_version, without_the_gone, write
from oncall.paths.blueprint import Blueprint, Change
from oncall.paths.choosing import keeps_a_catch_all
from oncall.paths.words import differences
from oncall.queries.paths import conditions_of, names_in
from timeline.operations import record

STEP = 10
LAST_CATCH_ALL = (
    "Some path has to take every incident, and this is the last one that does. "
    "Make another path without conditions first."
)


class UnableToEditPath(Unable):
    """The path was not changed."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentences=[sentence])


def may_edit(actor: Actor) -> bool:
    """Whether this person draws paths."""
    return may("configure_oncall", roles=actor.roles)


def add_path(*, wanted: Blueprint, actor: Actor, at: datetime) -> EscalationPath:
    """Draw a new path: before those that take everything, because behind them no incident would reach it."""
    with transaction.atomic():
        known = _locked(actor)
        check(wanted)
        path = EscalationPath(position=0)
        _write(path, wanted)
        catching = [one for one in known if conditions_of(one).is_catch_all]
        place = known.index(catching[0]) if catching and not wanted.conditions.is_catch_all else len(known)
        _put_in_order([*known[:place], path, *known[place:]])
        keep_version(path, wanted, what="drawn", actor=actor, at=at)
        _tell("path.added", path, actor, at)
    return path


def revise(*, path_id: int, change: Change, actor: Actor, at: datetime, seen: int | None = None) -> list[str]:
    """Change a path and keep the new version; what was changed, in words, none when nothing was.

    `seen` is the version that the page showed. Raises UnableToDraw (400), UnableToEditPath (409), DoesNotExist.
    """
    with transaction.atomic():
        known = _locked(actor)
        path = _one_of(known, path_id, seen)
        before = drawn(path)
        try:
            wanted = change(before)
        except IndexError as gone:
            raise UnableToEditPath("LEVEL_GONE", "This level is not there any more.") from gone
        check(wanted)
        told = differences(before, wanted, names_in(before.conditions, wanted.conditions))
        if told:
            if not path.versions.exists():
                keep_version(path, before, what="as it was found", actor=SYSTEM_ACTOR, at=at)
            _refuse_without_catch_all(known, path, wanted)
            _write(path, wanted)
            what = "; ".join(told)
            keep_version(path, drawn(_fresh(path)), what=what, actor=actor, at=at)
            _tell("path.changed", path, actor, at, what=what, version=path.version)
    return told


def restore(
    *, path_id: int, number: int, actor: Actor, at: datetime, seen: int | None = None
) -> tuple[list[str], list[str]]:
    """Bring an old version back as a new one: what that changed, and who of it is not there any more."""
    version = PathVersion.objects.get(path=path_id, number=number)
    old = Blueprint.from_json(version.drawing)
    kept = without_the_gone(old)
    told = revise(path_id=path_id, change=lambda _: kept, actor=actor, at=at, seen=seen)
    before = {t.label for level in old.path.levels for t in level.targets} | {
        t.label for t in old.path.fallback
    }
    after = {t.label for level in kept.path.levels for t in level.targets} | {
        t.label for t in kept.path.fallback
    }
    return told, sorted(before - after)


def retire(*, path_id: int, actor: Actor, at: datetime) -> None:
    """No further incident takes it; running escalations go on with their copy. Raises UnableToEditPath."""
    with transaction.atomic():
        known = _locked(actor)
        path = _one_of(known, path_id)
        _refuse_without_catch_all(known, path, None)
        path.retired_at = at
        path.save(update_fields=["retired_at"])
        _tell("path.retired", path, actor, at)


def bring_back(*, path_id: int, actor: Actor, at: datetime) -> None:
    """Incidents take it again, at its old place in the order."""
    with transaction.atomic():
        _locked(actor)
        path = EscalationPath.objects.select_for_update().get(pk=path_id)
        if path.retired_at is None:
            return
        path.retired_at = None
        path.save(update_fields=["retired_at"])
        _tell("path.brought_back", path, actor, at)


def move(*, path_id: int, by: int, actor: Actor, at: datetime) -> None:
    """Try it earlier (-1) or later (1) than its neighbour."""
    with transaction.atomic():
        known = _locked(actor)
        path = _one_of(known, path_id)
        place = known.index(path)
        goal = max(0, min(len(known) - 1, place + by))
        if goal == place:
            return
        known.insert(goal, known.pop(place))
        _put_in_order(known)
        _tell("path.moved", path, actor, at, place=goal + 1, of=len(known))


def name_last_resort(*, user_id: int | None, actor: Actor, at: datetime) -> None:
    """Who is paged when nobody else answered; None: all operations managers. Raises NotPermitted, DoesNotExist."""
    with transaction.atomic():
        _locked(actor)
        user = User.objects.get(pk=user_id, is_active=True) if user_id is not None else None
        set_last_resort(user)
        name = str(user) if user else "all operations managers"
        record("path.last_resort_named", subject="company", actor=actor.named, at=at, data={"name": name})


def _locked(actor: Actor) -> list[EscalationPath]:
    """All paths in use, held: the law about them is about all of them. Raises NotPermitted."""
    if not may_edit(actor):
        raise NotPermitted(f"{actor.named.label} may not change escalation paths: operations managers do.")
    return list(EscalationPath.objects.select_for_update().filter(retired_at=None).order_by("position", "id"))


def _one_of(known: Sequence[EscalationPath], path_id: int, seen: int | None = None) -> EscalationPath:
    path = next((one for one in known if one.pk == path_id), None)
    if path is None:
        EscalationPath.objects.get(pk=path_id)
        raise UnableToEditPath("PATH_RETIRED", "This path is retired. Bring it back first.")
    if seen is not None and seen != path.version:
        sentence = "Somebody changed it meanwhile. Look at what it says now, then change it again."
        raise UnableToEditPath("STALE", sentence)
    return path


def _refuse_without_catch_all(
    known: Sequence[EscalationPath], path: EscalationPath, wanted: Blueprint | None
) -> None:
    """What remains, with the changed path or without it, has to take every incident; what never did may stay so."""
    before = [conditions_of(one) for one in known]
    after = [conditions_of(one) for one in known if one != path] + ([wanted.conditions] if wanted else [])
    if keeps_a_catch_all(before) and not keeps_a_catch_all(after):
        raise UnableToEditPath("LAST_CATCH_ALL", LAST_CATCH_ALL)


def _write(path: EscalationPath, wanted: Blueprint) -> None:
    name = wanted.path.name.strip()
    if EscalationPath.objects.filter(name__iexact=name).exclude(pk=path.pk).exists():
        raise UnableToDraw(
            "NAME_TAKEN", sentences=[f"There is a path “{name}” already, perhaps a retired one."]
        )
    try:
        with transaction.atomic():
            write(path, wanted)
    except IntegrityError as clash:
        sentence = "Somebody entered the same just before you. Look at it, then try again."
        raise UnableToEditPath("TAKEN", sentence) from clash


def _fresh(path: EscalationPath) -> EscalationPath:
    return EscalationPath.objects.get(pk=path.pk)


def _put_in_order(known: Sequence[EscalationPath]) -> None:
    for place, path in enumerate(known, start=1):
        path.position = place * STEP
    EscalationPath.objects.bulk_update(known, ["position"])


def _tell(kind: str, path: EscalationPath, actor: Actor, at: datetime, **data: object) -> None:
    record(kind, subject=path.key, actor=actor.named, at=at, data={"name": path.name, **data})
