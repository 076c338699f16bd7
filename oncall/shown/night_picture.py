"""A simulated night as a picture: one bar for each step, as long as it waits, with the minutes below. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncall.paths.path import MINUTE_S
from oncall.paths.simulating import Wake

WIDTH, EDGE, GAP = 1000.0, 20.0, 2.0
LETTER = 7.0


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A rectangle, its words where they fit, and the minute it begins at."""

    x: float
    width: float
    words: str
    minute: str
    sort: str

    @property
    def text_x(self) -> float:
        """Where its words begin."""
        return self.x + 5


def bars(wakes: Sequence[Wake]) -> list[Bar]:
    """The bars of the steps that wake somebody; steps passed over take no time."""
    lasting = [wake for wake in wakes if wake.until is not None and wake.until > wake.at]
    if not lasting:
        return []
    first, last = lasting[0].at, max(wake.until for wake in lasting if wake.until)
    scale = (WIDTH - 2 * EDGE) / max(MINUTE_S, (last - first).total_seconds())
    drawn, spoken = [], -100.0
    for wake in lasting:
        x = EDGE + (wake.at - first).total_seconds() * scale
        width = max(3.0, ((wake.until or wake.at) - wake.at).total_seconds() * scale - GAP)
        says = x - spoken > 4 * LETTER  # minutes that would cover each other are left out
        spoken = x if says else spoken
        drawn.append(
            Bar(
                x=x,
                width=width,
                words=_words(wake, width),
                minute=f"{wake.minute:g}" if says else "",
                sort=_sort(wake),
            )
        )
    return drawn


def _words(wake: Wake, width: float) -> str:
    words = str(wake.number) if wake.number else wake.level.lower()
    return words if len(words) * LETTER < width - 5 else ""


def _sort(wake: Wake) -> str:
    if wake.is_last:
        return "b4"
    return "b1" if wake.number == 1 else "b2"
