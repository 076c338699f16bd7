"""What all rows of files share: what they did, why they were refused, and what stood there before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Model
from rest_framework.serializers import Serializer

from catalog.models import ImportLine

Action = ImportLine.Action
Given = dict[str, Any]
Undo = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What a row did, with sentences: why it was refused, or what else it brought along; and how it is taken back."""

    action: str
    sentences: tuple[str, ...] = ()
    undo: tuple[Undo, ...] = ()


class Refused(Exception):  # carries what is wrong with a row out of its savepoint
    """A row stays out."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


def written(found: Model | None, given: Given, write: Callable[[], Model]) -> tuple[Any, Outcome]:
    """Write a row, and keep what these fields of it said before."""
    before = None if found is None else portrait(found, _fields(found, given))
    done = write()
    row = type(done)._base_manager.get(pk=done.pk)
    after = portrait(row, _fields(row, given))
    if before == after:
        return row, Outcome(Action.SAME)
    entry: Undo = {"sort": row._meta.model_name, "pk": row.pk, "before": before, "after": after}
    return row, Outcome(Action.ADDED if before is None else Action.CHANGED, (), (entry,))


def portrait(row: Model, names: Iterable[str]) -> Given:
    """Fields of a row as JSON can hold them."""
    return {name: _plain(row, name) for name in names}


def values_of(row: Model, kept: Mapping[str, Any]) -> Given:
    """The other way round: what `editing.write` takes. A related row that is gone meanwhile is none."""
    return {name: _value(row, name, value) for name, value in kept.items()}


def refuse_cells(given: Given) -> None:
    """Raises Refused for a row that is longer than its headings."""
    if more := given.pop("too_many", 0):
        raise Refused(
            f"The row has {more} more cells than the file has headings; quote cells that hold separators."
        )


def known(model: type[Any], given: Given, **among: Any) -> Any:
    """The row that is meant: by the other system's name, else by ours. Raises Refused when they contradict."""
    theirs = given.get("external_id")
    if theirs and (found := model.objects.filter(external_id=theirs).first()):
        return found
    found = model.objects.filter(name=given.get("name", ""), **among).first()
    if found is not None and theirs and found.external_id not in (None, theirs):
        raise Refused(f"“{found.name}” is there already under another id, {found.external_id}.")
    return found


def checked(takes: type[Serializer[Any]], given: Given) -> Given:
    """What the API would take. Raises Refused with a sentence for each column."""
    form = takes(data=given)
    if not form.is_valid():
        raise Refused(*_sentences(form.errors))
    return dict(form.validated_data)


def _sentences(errors: Mapping[str, Any]) -> list[str]:
    found = []
    for name, said in errors.items():
        words = next(iter(said.values())) if isinstance(said, Mapping) else said
        texts = [str(next(iter(one.values()))[0]) if isinstance(one, Mapping) else str(one) for one in words]
        found += [f"{name.replace('_', ' ').capitalize()}: {text}" for text in texts]
    return found


def _fields(row: Model, given: Given) -> list[str]:
    """Those that the row itself holds; verifying an address is a moment of its own."""
    held = {field.name for field in row._meta.get_fields()}
    names = [f"{name}_at" if f"{name}_at" in held else name for name in given]
    return [name for name in names if name in held]


def _plain(row: Model, name: str) -> Any:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(row, name).values_list("pk", flat=True))
    if field.is_relation:
        return getattr(row, f"{name}_id")
    return _json(getattr(row, name))


def _json(value: Any) -> Any:
    if isinstance(value, list):
        return [_json(one) for one in value]
    return str(value) if isinstance(value, Decimal | date | time | datetime) else value


def _value(row: Model, name: str, kept: Any) -> Any:
    field: Any = row._meta.get_field(name)
    if field.many_to_many:
        return list(field.related_model.objects.filter(pk__in=kept))
    if field.is_relation:
        return field.related_model.objects.filter(pk=kept).first()
    if isinstance(field, ArrayField):
        return [field.base_field.to_python(one) for one in kept]
    return field.to_python(kept)
