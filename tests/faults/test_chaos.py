"""A short ugly night: each kind of thing breaks once, and no page is lost and no escalation left hanging."""

import random

from tests.faults.chaos import HANDS, Chaos
from tests.faults.clocks import ChangingClocks
from tests.faults.night import Night

SEED, ESCALATIONS, KINDS = 20261122, 9, 9


def test_in_a_short_ugly_night_nothing_is_lost(night: Night, clocks: ChangingClocks) -> None:
    chaos = Chaos(night, random.Random(SEED), clocks=clocks, longest_s=1.5)
    ledger = chaos.run(ESCALATIONS, every_s=0.4, at_least=KINDS)
    print(ledger)
    assert ledger.escalations == ESCALATIONS
    assert sum(ledger.troubles.values()) >= KINDS
    assert ledger.clock_changes > 0
    assert ledger.passed_over == []
    assert ledger.lost == []
    assert ledger.not_ended == []
    assert ledger.doubles <= HANDS * sum(ledger.troubles.values())
