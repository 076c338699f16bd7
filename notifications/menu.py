"""Decides what a turn of a call is: a menu heard, a key that acts, or nothing that could count. Pure.

The keys are the same everywhere: 1 takes it, 2 passes it on, 3 calls the next level, 9 says it again. Whoever
answers for the message (the register of responders) decides what a key does; here is only which one is asked.
"""

from __future__ import annotations

from enum import StrEnum

ACTING = frozenset("123")
AGAIN = "9"
MOST_TURNS = 6
"""A line that stays open without a key is a voicemail that nobody recognised, or a phone in a pocket."""


class Turn(StrEnum):
    """What this turn of the call is."""

    MACHINE = "machine"
    MENU = "menu"
    ACT = "act"
    WRONG = "wrong"
    SILENT = "silent"
    ENOUGH = "enough"


def turn_of(*, turn: int, digits: str, is_machine: bool) -> Turn:
    """The turn that was taken. Without a key nothing is ever acknowledged."""
    if is_machine:
        return Turn.MACHINE
    if turn == 0:
        return Turn.MENU
    if digits in ACTING and digits:
        return Turn.ACT
    if turn >= MOST_TURNS:
        return Turn.ENOUGH
    if digits == AGAIN:
        return Turn.MENU
    return Turn.WRONG if digits else Turn.SILENT
