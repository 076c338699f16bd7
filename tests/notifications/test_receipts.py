"""Receipts arrive in any order; a state never goes back."""

from itertools import permutations

import pytest

from notifications.receipts import RANKS, advanced, is_final, rank


@pytest.mark.parametrize("order", list(permutations(["queued", "sending", "sent", "delivered"])))
def test_whatever_the_order_a_delivered_message_ends_delivered(order: tuple[str, ...]) -> None:
    state, ranks = "", [0]
    for report in order:
        state = advanced(state, report)
        ranks.append(rank(state))
    assert state == "delivered"
    assert ranks == sorted(ranks)


def test_a_late_sent_does_not_revive_a_failed_message() -> None:
    assert advanced("undelivered", "sent") == "undelivered"


def test_a_phone_that_has_the_message_outweighs_a_failure() -> None:
    assert advanced("failed", "delivered") == "delivered"
    assert advanced("delivered", "failed") == "delivered"


def test_an_unheard_of_state_changes_nothing() -> None:
    assert advanced("sent", "partially_teleported") == "sent"
    assert advanced("", "partially_teleported") == ""


def test_nothing_ranks_above_a_final_state_but_another() -> None:
    lowest = min(rank(state) for state in RANKS if is_final(state))
    assert all(rank(state) < lowest for state in RANKS if not is_final(state))
