"""Whether a member of a hunt group can be rung now: idle, or busy, in wrap-up, paused, off shift; and the log-out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class MemberState(StrEnum):
    """Only who is idle is rung."""

    IDLE = "idle"
    BUSY = "busy"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"
    OFF_SHIFT = "off_shift"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of a member at one moment. `ringing` is true while another call rings her or keeps her talking.

    `silenced`: her quiet hours hold what this call is about until morning.
    """

    paused: bool = False
    on_shift: bool = True
    reachable: bool = True
    silenced: bool = False
    ringing: bool = False
    last_end_at: datetime | None = None


def state_of(standing: Standing, *, wrap_up_s: float, call_waiting: bool, at: datetime) -> MemberState:
    """The first that holds. With call waiting a second call rings whoever is being rung already."""
    if standing.paused:
        return MemberState.PAUSED
    if not standing.on_shift or not standing.reachable or standing.silenced:
        return MemberState.OFF_SHIFT
    if standing.ringing and not call_waiting:
        return MemberState.BUSY
    until = wrap_up_until(standing.last_end_at, wrap_up_s)
    return MemberState.WRAP_UP if until is not None and at < until else MemberState.IDLE


def wrap_up_until(last_end_at: datetime | None, wrap_up_s: float) -> datetime | None:
    """Until when a member has time to write things down; None when she never had a call."""
    return None if last_end_at is None else last_end_at + timedelta(seconds=wrap_up_s)


def logged_out(missed: int, logout_after_missed: int) -> bool:
    """Whether so many missed calls in a row pause a member; 0 pauses nobody."""
    return 0 < logout_after_missed <= missed
