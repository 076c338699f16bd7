"""The demo has something to find: a register, a difference to the last review, and somebody who looks after it."""

import pytest

from catalog.models import Mitigation, SpofAnalysis
from catalog.queries import spof as queries
from demo.management.commands.load_demo import load
from tests.clock import Clock


@pytest.mark.django_db
def test_the_demo_company_has_single_points_of_failure(clock: Clock) -> None:
    for _ in range(2):
        load(password="a long demo password", api_token="storm_demo", source_token="demo-source")
    clock.settle()
    before, now = SpofAnalysis.objects.order_by("pk")
    assert before.signed_at and now.finished_at and queries.review(clock.now.date()).state == "fine"
    worst = queries.register(now, queries.Wanted(), today=clock.now.date())[0]
    assert (worst.asset.name, worst.customers_lost, worst.score) == ("storage-array", 10, 20)
    names = {
        name: [one for _, one in found] for name, found in queries.difference_between(before, now).items()
    }
    assert names["gone"] == ["Line of the first carrier", "Mail relay 1"] and not names["new"]
    assert not queries.incomplete(now).exists()
    assert Mitigation.objects.count() == 4 and queries.late_mitigations(clock.now.date()) == 1
