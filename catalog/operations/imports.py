"""Bring a file in: keep it, look at each row without writing, then let it in; a line of report for every row."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.actors import SYSTEM_ACTOR, Actor, actor_of
from accounts.refusals import Invalid
from catalog.imports.backstage import read_backstage
from catalog.imports.rows import Read, Unreadable
from catalog.imports.tables import read_table
from catalog.models import CatalogImport, ImportLine
from catalog.operations.editing import UnableToEdit, permit
from catalog.operations.import_rows import write_row
from catalog.operations.import_undo import take_back
from outbox.models import Queue
from outbox.operations import ToDo, put
from timeline import operations as timeline

MOST_BYTES = 20_000_000
BLOCK = 100
TOPIC = "catalog.import_block"
State, Action = CatalogImport.State, ImportLine.Action


class _Undo(Exception):  # leaves a block without keeping what it wrote
    pass


def start_import(*, name: str, content: bytes, kind: str = "", actor: Actor, at: datetime) -> CatalogImport:
    """Keep the file and begin to look at it; one that cannot be read is kept and says why.

    Raises NotPermitted, Invalid.
    """
    permit(actor)
    if len(content) > MOST_BYTES:
        raise Invalid("TOO_BIG", sentences=[f"A file may have {MOST_BYTES // 1_000_000} MB; split it."])
    with transaction.atomic():
        row = CatalogImport.objects.create(
            name=name.replace("\x00", "")[:200] or "file", content=content, by_id=actor.user_id, created_at=at
        )
        try:
            _keep(row, _read(name, content, kind))
        except Unreadable as refusal:
            row.state, row.why_not = State.UNREADABLE, refusal.sentences
        row.save()
        _ask_for_block(row, at)
        _tell("catalog_import.started", row, actor, at)
    return row


def apply_import(*, import_id: int, actor: Actor, at: datetime) -> CatalogImport:
    """Let in what was looked at; refused rows stay out. Raises NotPermitted, UnableToEdit."""
    permit(actor)
    with transaction.atomic():
        row = CatalogImport.objects.select_for_update().get(pk=import_id)
        if row.state != State.LOOKED:
            raise UnableToEdit("IMPORT_STATE", f"This file is {row.get_state_display()}; look at it first.")
        row.state, row.done, row.by_id, row.applied_at = State.APPLYING, 0, actor.user_id, at
        row.save()
        _ask_for_block(row, at)
        _tell("catalog_import.applied", row, actor, at)
    return row


def undo_import(*, import_id: int, actor: Actor, at: datetime) -> CatalogImport:
    """Take back what a file wrote, its last row first; what somebody has changed since, or leans on, stays and says so.

    Raises NotPermitted, UnableToEdit.
    """
    permit(actor)
    with transaction.atomic():
        row = CatalogImport.objects.select_for_update().get(pk=import_id)
        if row.state != State.APPLIED:
            raise UnableToEdit(
                "IMPORT_STATE", f"This file is {row.get_state_display()}; only one let in can."
            )
        row.state, row.done, row.by_id = State.UNDOING, 0, actor.user_id
        row.save()
        _ask_for_block(row, at)
        _tell("catalog_import.undone", row, actor, at)
    return row


AFTER = {State.LOOKING: State.LOOKED, State.APPLYING: State.APPLIED, State.UNDOING: State.UNDONE}


def work_on(*, import_id: int, state: str, start: int, at: datetime) -> bool:
    """The rows from `start` on; False when that was done before. What is only looked at is written and undone."""
    with transaction.atomic():
        row = CatalogImport.objects.select_for_update().get(pk=import_id)
        if row.state != state or row.done != start:
            return False
        lines = list(_next_lines(row))
        (_take_back if row.state == State.UNDOING else _carry_out)(row, lines, at)
        ImportLine.objects.bulk_update(lines, ["action", "sentence", "undo"])
        row.done = start + len(lines)
        if row.done >= row.total:
            row.state = AFTER[State(row.state)]
        row.save(update_fields=["done", "state"])
        _ask_for_block(row, at)
    return True


def _next_lines(row: CatalogImport) -> "QuerySet[ImportLine]":
    """The next block; backwards while it is taken back, for later rows lean on earlier ones."""
    if row.state == State.UNDOING:
        return row.lines.order_by("-position")[row.done : row.done + BLOCK]
    return row.lines.filter(position__gte=row.done)[:BLOCK]


def _take_back(row: CatalogImport, lines: list[ImportLine], at: datetime) -> None:
    actor = _actor(row)
    for line in lines:
        if line.undo:
            take_back(line, actor=actor, at=at)


def _carry_out(row: CatalogImport, lines: list[ImportLine], at: datetime) -> None:
    """Each row in a savepoint of its own; when only looking, all of them are undone."""
    actor = _actor(row)
    coming = _coming(row)
    try:
        with transaction.atomic():
            for line in lines:
                outcome = write_row(line.kind, line.given, coming=coming, actor=actor, at=at)
                line.action, line.sentence = outcome.action, " ".join(outcome.sentences)
                line.undo = list(outcome.undo) if row.state == State.APPLYING else []
            if row.state == State.LOOKING:
                raise _Undo
    except _Undo:
        return


def _coming(row: CatalogImport) -> frozenset[str]:
    """Names that the same file brings, for rows that lean on them while nothing is written yet."""
    if row.kind != CatalogImport.Kind.BACKSTAGE or row.state != State.LOOKING:
        return frozenset()
    return frozenset(row.lines.filter(kind="assets").values_list("about", flat=True))


def _actor(row: CatalogImport) -> Actor:
    """In whose name rows are written; the permission was asked when it was begun and let in."""
    user = row.by
    return actor_of(user) if user is not None and user.is_active else SYSTEM_ACTOR


def _read(name: str, content: bytes, kind: str) -> Read:
    backstage = name.lower().endswith((".yaml", ".yml")) or content.lstrip()[:11] in (
        b"apiVersion:",
        b"---\napiVers",
    )
    if kind == CatalogImport.Kind.BACKSTAGE or (not kind and backstage):
        return read_backstage(content)
    return read_table(content, kind=kind)


def _keep(row: CatalogImport, read: Read) -> None:
    row.kind, row.total, row.ignored = read.kind, len(read.rows), list(read.ignored)[:100]
    ImportLine.objects.bulk_create(
        (
            ImportLine(
                catalog_import=row,
                position=position,
                number=one.number,
                kind=one.kind,
                given=dict(one.given),
                about=one.about,
            )
            for position, one in enumerate(read.rows)
        ),
        batch_size=2000,
    )


def _ask_for_block(row: CatalogImport, at: datetime) -> None:
    if not row.is_running:
        return
    payload: dict[str, Any] = {"import": row.pk, "state": row.state, "start": row.done}
    key = f"{row.key}:{row.state}:{row.done}"
    put(ToDo(topic=TOPIC, key=key, due_at=at, payload=payload, queue=Queue.BULK), at=at)


def _tell(kind: str, row: CatalogImport, actor: Actor, at: datetime) -> None:
    data = {"name": row.name, "rows": row.total, "what": row.get_kind_display() or "a file"}
    timeline.record(kind, subject=row.key, actor=actor.named, at=at, data=data)
