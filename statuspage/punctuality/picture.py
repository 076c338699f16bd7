"""Draws punctuality: words in time and late over a span, and how old the word was during one incident. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from oncall.shown.reach_picture import Block, Columns, Stretch, bucket_of, drawn
from statuspage.punctuality.judging import FIRST, Punctuality

WIDTH, HEIGHT, TOP = 760.0, 26.0, 6.0


@dataclass(frozen=True, kw_only=True)
class Track:
    """One incident from its first word on: fresh stretches, and those in which readers had an old word."""

    blocks: Sequence[Block]
    starts_at: datetime
    ends_at: datetime


def stretches(judged: Sequence[Punctuality], starts_at: datetime, ends_at: datetime) -> list[Stretch]:
    """Of each stretch of the span how many words were due, by when their incident was detected."""
    bucket = bucket_of(ends_at - starts_at)
    in_time, late = Counter[int](), Counter[int]()
    for one in judged:
        place = (one.told.detected_at - starts_at) // bucket
        in_time[place] += one.on_time
        late[place] += one.late
    count = -((starts_at - ends_at) // bucket)
    return [
        Stretch(starts_at=starts_at + place * bucket, soon=in_time[place], never=late[place])
        for place in range(count)
    ]


def columns(found: Sequence[Stretch]) -> Columns | None:
    """The picture of them: what was in time below, what was late on top."""
    return drawn(found)


def track(one: Punctuality, now: datetime) -> Track | None:
    """None where the public was told nothing."""
    told = [line for line in one.lines if line.at is not None]
    if not told or told[0].at is None:
        return None
    starts_at, ends_at = told[0].at, _end(one, now)
    whole = max(1.0, (ends_at - starts_at).total_seconds())
    blocks: list[Block] = []
    before = starts_at
    for line in one.lines:
        if line.sort == FIRST:
            continue
        until, due_at = line.at or now, line.due_at or now
        blocks += _piece("b1", before, min(due_at, until), starts_at, whole)
        blocks += _piece("b4", max(due_at, before), until, starts_at, whole)
        before = until
    if before < ends_at:
        blocks += _piece("b1", before, ends_at, starts_at, whole)
    return Track(blocks=blocks, starts_at=starts_at, ends_at=ends_at)


def _end(one: Punctuality, now: datetime) -> datetime:
    last = one.told.words[-1]
    return last.at if last.ends else one.told.ended_at or now


def _piece(sort: str, since: datetime, until: datetime, zero: datetime, whole: float) -> list[Block]:
    if until <= since:
        return []
    x = (since - zero).total_seconds() / whole * WIDTH
    width = (until - since).total_seconds() / whole * WIDTH
    return [Block(x=x, y=TOP, width=width, height=HEIGHT - TOP, sort=sort)]
