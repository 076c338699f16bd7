"""When a level would have nobody: every stretch of a span, to the minute at which a shift or an hour changes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class Emptiness:
    """The stretches without anybody, in order; and how long they are together."""

    stretches: Sequence[tuple[datetime, datetime]]

    @property
    def together(self) -> timedelta:
        """How long nobody is there."""
        return sum((ends - starts for starts, ends in self.stretches), timedelta())


def emptiness(
    changes: Iterable[datetime], holds: Callable[[datetime], bool], *, starts_at: datetime, ends_at: datetime
) -> Emptiness:
    """Between two changes nothing moves, so each stretch is asked about once, at its beginning."""
    moments = sorted({starts_at, *(one for one in changes if starts_at < one < ends_at)})
    found: list[tuple[datetime, datetime]] = []
    for begins, ends in zip(moments, [*moments[1:], ends_at], strict=True):
        if holds(begins):
            continue
        if found and found[-1][1] == begins:
            found[-1] = (found[-1][0], ends)
        else:
            found.append((begins, ends))
    return Emptiness(stretches=found)
