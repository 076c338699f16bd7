"""A short ugly night: things break at random moments, and no page is lost and no escalation left hanging."""

import random

from tests.faults.chaos import HANDS, Chaos
from tests.faults.night import Night

SEED, ESCALATIONS = 20261122, 12


def test_in_a_short_ugly_night_nothing_is_lost(night: Night) -> None:
    ledger = Chaos(night, random.Random(SEED)).run(ESCALATIONS)
    print(ledger)
    assert ledger.escalations == ESCALATIONS
    assert sum(ledger.troubles.values()) > 0
    assert ledger.lost == []
    assert ledger.not_ended == []
    assert ledger.doubles <= HANDS * sum(ledger.troubles.values())
