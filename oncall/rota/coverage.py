"""Who is on call when: layers, then overrides, then swaps; whoever is away is not there. Gaps are said.

One function answers the pages, the calendars, the API and the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from oncall.rota.rotation import Layer, Piece

# How far ahead the next change is looked for; whoever is on call beyond that is on call for good.
LOOKING = (timedelta(days=8), timedelta(days=70), timedelta(days=800))
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Override:
    """Somebody stands in from a moment until another, for the schedule or one layer; the one entered last wins."""

    user: str
    starts_at: datetime
    ends_at: datetime
    layer: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Swap:
    """One takes what another had in this span."""

    gives: str
    takes: str
    starts_at: datetime
    ends_at: datetime
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Somebody is away and not on call, whatever was planned."""

    user: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A schedule as it was drawn. Layers from the bottom up: a later one covers the earlier where it has somebody."""

    layers: tuple[Layer, ...] = ()
    overrides: tuple[Override, ...] = ()
    swaps: tuple[Swap, ...] = ()
    absences: tuple[Absence, ...] = ()


class Shift(NamedTuple):
    """People on call in [starts_at, ends_at). Nobody is a gap; `source` is layer, override, swap or none."""

    starts_at: datetime
    ends_at: datetime
    users: tuple[str, ...]
    source: str
    key: str


def coverage(plan: Plan, starts_at: datetime, ends_at: datetime) -> tuple[Shift, ...]:
    """Every moment of the span exactly once, in order; what nobody has is a shift without users."""
    covered: list[Piece] = []
    for layer in plan.layers:
        covered = laid_over(layer_pieces(plan, layer, starts_at, ends_at), covered)
    covered = laid_over(stand_ins(plan.overrides, "", starts_at, ends_at), covered)
    for swap in plan.swaps:
        covered = _exchanged(covered, swap)
    return tuple(_with_gaps(_present(covered, plan.absences), starts_at, ends_at))


def layer_pieces(plan: Plan, layer: Layer, starts_at: datetime, ends_at: datetime) -> list[Piece]:
    """One layer with its own overrides and without those who are away: there the layer below shows."""
    pieces = layer.pieces(starts_at, ends_at)
    own = stand_ins(plan.overrides, layer.key, starts_at, ends_at) if layer.key else []
    return _present(laid_over(own, pieces), plan.absences)


def stand_ins(
    overrides: Sequence[Override], layer: str, starts_at: datetime, ends_at: datetime
) -> list[Piece]:
    """The overrides of the schedule, or of one layer, one over the other in the order of entry."""
    pieces: list[Piece] = []
    for one in overrides:
        if one.layer == layer and one.starts_at < ends_at and one.ends_at > starts_at:
            span = (max(one.starts_at, starts_at), min(one.ends_at, ends_at))
            pieces = laid_over([Piece(*span, (one.user,), f"over.{one.key}")], pieces)
    return pieces


def on_call(plan: Plan, at: datetime) -> tuple[str, ...]:
    """The people on call now; empty is a gap."""
    return coverage(plan, at, at + MOMENT)[0].users


def until(plan: Plan, at: datetime) -> datetime | None:
    """When other people are on call; None when nothing is planned that changes it."""
    now = on_call(plan, at)
    for ahead in LOOKING:
        for shift in coverage(plan, at, at + ahead):
            if set(shift.users) != set(now):
                return shift.starts_at
    return None


def gaps(shifts: Iterable[Shift]) -> list[Shift]:
    """The spans in which nobody is on call, joined where they touch."""
    found: list[Shift] = []
    for shift in shifts:
        if shift.users:
            continue
        if found and found[-1].ends_at == shift.starts_at:
            found[-1] = found[-1]._replace(ends_at=shift.ends_at)
        else:
            found.append(shift)
    return found


def laid_over(upper: Sequence[Piece], lower: Sequence[Piece]) -> list[Piece]:
    """The upper pieces, and the lower ones where there are none; both in order and without overlaps."""
    if not upper or not lower:
        return list(upper or lower)
    laid: list[Piece] = []
    number = 0
    for piece in lower:
        while number < len(upper) and upper[number].ends_at <= piece.starts_at:
            laid.append(upper[number])
            number += 1
        if number == len(upper) or upper[number].starts_at >= piece.ends_at:
            laid.append(piece)
        else:
            number = _lay(upper, number, piece, laid)
    laid.extend(upper[number:])
    return laid


def _lay(upper: Sequence[Piece], number: int, piece: Piece, laid: list[Piece]) -> int:
    """One piece with what lies over it; the number of the first upper piece that reaches beyond it."""
    begins = piece.starts_at
    while number < len(upper) and upper[number].starts_at < piece.ends_at:
        above = upper[number]
        if begins < above.starts_at:
            laid.append(Piece(begins, above.starts_at, piece.users, piece.key))
        begins = max(begins, above.ends_at)
        if above.ends_at > piece.ends_at:
            return number
        laid.append(above)
        number += 1
    if begins < piece.ends_at:
        laid.append(Piece(begins, piece.ends_at, piece.users, piece.key))
    return number


def _exchanged(pieces: Sequence[Piece], swap: Swap) -> list[Piece]:
    """One in place of the other in the span of the swap."""

    def exchange(users: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(swap.takes if user == swap.gives else user for user in users))

    changed: list[Piece] = []
    for piece in pieces:
        touched = piece.starts_at < swap.ends_at and piece.ends_at > swap.starts_at
        if not touched or swap.gives not in piece.users:
            changed.append(piece)
            continue
        middle = (max(piece.starts_at, swap.starts_at), min(piece.ends_at, swap.ends_at))
        changed.append(Piece(piece.starts_at, middle[0], piece.users, piece.key))
        changed.append(Piece(*middle, exchange(piece.users), f"swap.{swap.key}.{piece.key}"))
        changed.append(Piece(middle[1], piece.ends_at, piece.users, piece.key))
    return [piece for piece in changed if piece.starts_at < piece.ends_at]


def _present(pieces: list[Piece], absences: Sequence[Absence]) -> list[Piece]:
    """Without those who are away; a piece that nobody is left for is gone."""
    for absence in absences:
        left: list[Piece] = []
        for piece in pieces:
            away = piece.starts_at < absence.ends_at and piece.ends_at > absence.starts_at
            if not away or absence.user not in piece.users:
                left.append(piece)
                continue
            middle = (max(piece.starts_at, absence.starts_at), min(piece.ends_at, absence.ends_at))
            others = tuple(user for user in piece.users if user != absence.user)
            left.append(Piece(piece.starts_at, middle[0], piece.users, piece.key))
            if others:
                left.append(Piece(*middle, others, piece.key))
            left.append(Piece(middle[1], piece.ends_at, piece.users, piece.key))
        pieces = [piece for piece in left if piece.starts_at < piece.ends_at]
    return pieces


SOURCES = {"over": "override", "swap": "swap"}


def _with_gaps(pieces: Iterable[Piece], starts_at: datetime, ends_at: datetime) -> Iterable[Shift]:
    """The pieces as shifts, joined where the same turn goes on, with a shift of nobody between them."""
    at = starts_at
    held: Shift | None = None
    for piece in pieces:
        goes_on = held and piece.key == held.key and piece.starts_at == at and piece.users == held.users
        if held and goes_on:
            held = held._replace(ends_at=piece.ends_at)
        else:
            if held:
                yield held
            if piece.starts_at > at:
                yield Shift(at, piece.starts_at, (), "none", "")
            source = SOURCES.get(piece.key.partition(".")[0], "layer")
            held = Shift(piece.starts_at, piece.ends_at, piece.users, source, piece.key)
        at = piece.ends_at
    if held:
        yield held
    if at < ends_at:
        yield Shift(at, ends_at, (), "none", "")
