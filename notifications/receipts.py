"""Decides what a provider's receipt changes: callbacks arrive in any order, and a state never goes back."""

RANKS = {
    "accepted": 1,
    "scheduled": 1,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
    # A phone that has the message outweighs whoever said it had failed.
    "delivered": 5,
    "read": 6,
}
FAILED_STATES = frozenset({"undelivered", "failed", "canceled"})
ARRIVED_STATES = frozenset({"delivered", "read"})


def rank(state: str) -> int:
    """How much is known of a message; a state we have never heard of tells nothing."""
    return RANKS.get(state, 0)


def is_final(state: str) -> bool:
    return state in FAILED_STATES or state in ARRIVED_STATES


def has_failed(state: str) -> bool:
    return state in FAILED_STATES


def has_arrived(state: str) -> bool:
    return state in ARRIVED_STATES


def advanced(current: str, reported: str) -> str:
    """The state after a report."""
    return reported if rank(reported) > rank(current) else current
