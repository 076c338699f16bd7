"""Take a file back: what it added goes, what it changed becomes what it was, as far as nothing leans on it."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, ProtectedError

from accounts.actors import Actor
from accounts.refusals import Unable
from catalog.models import ImportLine
from catalog.operations import editing
from catalog.operations.import_frame import Undo, portrait, values_of

Action = ImportLine.Action


class _Stays(Exception):  # carries why a row is left as it is out of its savepoint
    pass


def take_back(line: ImportLine, *, actor: Actor, at: datetime) -> None:
    """Undo what one line wrote, all of it or nothing; the line says which."""
    try:
        with transaction.atomic():
            for entry in reversed(line.undo):
                _undo(entry, actor, at)
        line.action, line.sentence, line.undo = Action.UNDONE, "", []
    except (_Stays, Unable) as why:
        line.action, line.sentence = Action.KEPT, str(why)
    except ProtectedError:
        line.action, line.sentence = Action.KEPT, "It stays: an incident or a change names it."


def _undo(entry: Undo, actor: Actor, at: datetime) -> None:
    model: Any = apps.get_model("catalog", entry["sort"])
    row = model.objects.select_for_update(of=("self",)).filter(pk=entry["pk"]).first()
    if row is None:
        if entry["before"] is None:
            return
        raise _Stays("It is not there any more.")
    if portrait(row, entry["after"]) != entry["after"]:
        raise _Stays("It stays: somebody has changed it since.")
    if entry["before"] is not None:
        editing.change(row, values_of(row, entry["before"]), actor=actor, at=at)
        return
    if leaning := _leaning(row):
        raise _Stays(f"It stays: {leaning} it by now.")
    editing.remove(row, actor=actor, at=at)


def _leaning(row: Model) -> str:
    """What would go with it, or lose it."""
    for relation in row._meta.related_objects:
        others = relation.related_model._base_manager.filter(**{relation.field.name: row})
        if others.exists():
            return f"a {relation.related_model._meta.verbose_name} leans on"
    return ""
