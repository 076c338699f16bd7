"""Whose turn it is, by number: members come and go, and the others keep their dates.

Turns go round in the order of the list. Who joins later takes every n-th turn, and nobody gets a turn that was not
theirs. Who leaves gives their turns to the others in order, and the others keep all of theirs. A newcomer first
follows into the place of somebody who left, with the same dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stay:
    """Somebody takes part from a turn until before another; None is for ever, in that direction."""

    user: str
    first: int | None = None
    end: int | None = None


@dataclass
class Place:
    """One place in the order, and who holds it from which turn on."""

    holders: list[Stay]

    def free_at(self, turn: int) -> bool:
        last = self.holders[-1]
        return last.end is not None and last.end <= turn

    def holder(self, turn: int) -> str | None:
        """Who holds it at this turn; nobody between a farewell and a newcomer."""
        for stay in reversed(self.holders):
            if stay.first is None or stay.first <= turn:
                return stay.user if stay.end is None or turn < stay.end else None
        return None


@dataclass(frozen=True)
class Joining:
    """From turn `first` on every `n`-th turn is this place's; with `n` of one, all of them."""

    place: int
    first: int
    n: int

    def follow(self, turn: int, place: int | None) -> int | None:
        return self.place if turn >= self.first and (turn - self.first) % self.n == self.n - 1 else place


@dataclass
class Leaving:
    """From turn `first` on, until somebody follows, the place's turns go to the others in order."""

    place: int
    first: int
    others: tuple[int, ...]
    until: int | None = None

    def follow(self, turn: int, place: int | None) -> int | None:
        if place != self.place or turn < self.first or (self.until is not None and turn >= self.until):
            return place
        return self.others[turn % len(self.others)] if self.others else None


class Lineup:
    """The order of a rotation through all comings and goings, compiled once and asked for any turn."""

    def __init__(self, stays: Sequence[Stay]) -> None:
        """In the order of the list; who has no first turn was there from the beginning."""
        self._rules: list[Joining | Leaving] = []
        self._places: list[Place] = []
        self._place_of: dict[int, int] = {}
        for number, stay in enumerate(stays):
            if stay.first is None:
                self._seat(number, stay)
        self._base = len(self._places)
        self._oldest = 0  # places before it were given up when nobody was left
        for _, joins, number in _events(stays):
            if joins:
                self._join(number, stays[number])
            else:
                self._leave(number, stays[number])

    def user(self, turn: int) -> str | None:
        """Whose turn it is; None when nobody takes part."""
        place = turn % self._base if self._base else None
        for rule in self._rules:
            place = rule.follow(turn, place)
        return None if place is None else self._places[place].holder(turn)

    def everybody(self, turn: int) -> list[str]:
        """All who take part at this turn, in order."""
        held = (place.holder(turn) for place in self._places)
        return list(dict.fromkeys(user for user in held if user is not None))

    def _seat(self, number: int, stay: Stay) -> int:
        self._places.append(Place([stay]))
        self._place_of[number] = len(self._places) - 1
        return self._place_of[number]

    def _held(self, turn: int) -> tuple[int, ...]:
        return tuple(n for n, place in enumerate(self._places) if place.holder(turn) is not None)

    def _join(self, number: int, stay: Stay) -> None:
        turn = stay.first or 0
        taking_part = len(self._held(turn))
        free = [n for n in range(self._oldest, len(self._places)) if self._places[n].free_at(turn)]
        if taking_part and free:
            self._follow(number, stay, free[0])
            return
        if not taking_part:
            self._oldest = len(self._places)
        self._rules.append(Joining(self._seat(number, stay), turn, taking_part + 1))

    def _follow(self, number: int, stay: Stay, place: int) -> None:
        self._places[place].holders.append(stay)
        self._place_of[number] = place
        for rule in self._rules:
            if isinstance(rule, Leaving) and rule.place == place and rule.until is None:
                rule.until = stay.first

    def _leave(self, number: int, stay: Stay) -> None:
        turn = stay.end or 0
        self._rules.append(Leaving(self._place_of[number], turn, self._held(turn)))


def _events(stays: Sequence[Stay]) -> list[tuple[int, bool, int]]:
    """In order of time; farewells first, so that a newcomer of the same turn follows into the place."""
    joins = [(stay.first, True, number) for number, stay in enumerate(stays) if stay.first is not None]
    leaves = [(stay.end, False, number) for number, stay in enumerate(stays) if stay.end is not None]
    return sorted([*joins, *leaves])
