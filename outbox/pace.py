"""What a turn of the relay says about the next one."""

from enum import Enum, auto


class Pace(Enum):
    """How soon there is something to do again."""

    IDLE = auto()  # there was nothing: at a nudge, or at the next look
    STEADY = auto()  # that was all there was: after a rest
    FULL = auto()  # there is more: at once
