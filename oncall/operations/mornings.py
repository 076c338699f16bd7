"""The end of somebody's quiet hours, as a row that is due then: what was held until that moment is gathered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from oncall.paging.reaching import Departure
from outbox.operations import ToDo, put_many

TOPIC = "oncall.gather"


def ask_to_gather(held: Iterable[tuple[int, Departure]], *, at: datetime) -> None:
    """Put one entry for each person and morning, in the caller's transaction; `held` are users and departures."""
    mornings = {(user, _whole(at + timedelta(seconds=one.after_s))) for user, one in held}
    put_many(
        [
            ToDo(topic=TOPIC, key=f"user:{user}:{int(ends.timestamp())}", due_at=ends, payload={"user": user})
            for user, ends in mornings
        ],
        at=at,
    )


def _whole(moment: datetime) -> datetime:
    """To the second; every page of a night names the same one."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
