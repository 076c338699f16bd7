"""How a topic finds its handler: topic `room.verb` is the function `verb` in `room/handlers.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

MOOT = "moot"
DONE = "done"

RETRY_AFTER = (2, 5, 15, 60, 300, 900)
LIMIT = 12


@dataclass(frozen=True)
class Due:
    """An entry whose time has come, as its handler sees it. `at` is now; `due_at` is when it should have been.

    `is_last`: if this attempt fails, there is no other.
    """

    id: int
    topic: str
    key: str
    payload: dict[str, Any]
    due_at: datetime
    at: datetime
    attempt: int
    is_last: bool = False


Handler = Callable[[Due], str | None]
# Carries out what it can of some entries of one topic, and answers with their outcomes by id.
Together = Callable[[Sequence[Due]], Mapping[int, str | None]]
# Carries out entries of one topic side by side, and tells of them as they end: an outcome by id, or what was raised.
SideBySide = Callable[[Sequence[Due]], Iterable[Mapping[int, str | Exception | None]]]


class TryAgain(Exception):  # reads as what it says
    """A handler could not finish now; the entry comes back after `seconds`."""

    def __init__(self, sentence: str, *, seconds: float) -> None:
        super().__init__(sentence)
        self.seconds = seconds


def outside_transaction(handler: Handler) -> Handler:
    """Mark a handler that talks to the world: no transaction around it, so no lock is held during I/O."""
    handler.outside_transaction = True  # type: ignore[attr-defined]
    return handler


def together(many: Together) -> Callable[[Handler], Handler]:
    """Mark a handler whose entries may be carried out many at once, by `many`; those that it leaves go one by one."""

    def mark(handler: Handler) -> Handler:
        handler.together = many  # type: ignore[attr-defined]
        return handler

    return mark


def side_by_side(many: SideBySide) -> Callable[[Handler], Handler]:
    """Mark a handler that talks to the world, and whose entries `many` carries out without waiting for each other."""

    def mark(handler: Handler) -> Handler:
        handler.side_by_side = many  # type: ignore[attr-defined]
        return outside_transaction(handler)

    return mark


def goes_side_by_side(topic: str) -> bool:
    """Whether several entries of a topic are better given to one worker than to several."""
    try:
        return hasattr(handler_of(topic), "side_by_side")
    except LookupError:
        return False


@cache
def handler_of(topic: str) -> Handler:
    """The function that carries out `topic`. Raises LookupError for a topic nobody handles."""
    room, _, verb = topic.partition(".")
    try:
        handler: Handler = getattr(import_module(f"{room}.handlers"), verb)
    except (ImportError, AttributeError) as error:
        raise LookupError(
            f"Nobody handles the topic {topic!r}: expected a function {verb!r} in {room}/handlers.py"
        ) from error
    return handler


def backoff(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th failure (1 = first)."""
    return timedelta(seconds=RETRY_AFTER[min(attempt, len(RETRY_AFTER)) - 1])
