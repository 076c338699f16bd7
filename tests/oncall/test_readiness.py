"""What would not hold tonight is found before the night."""

import pytest
from django.test import Client

from oncall.choosing import Conditions
from oncall.models import EscalationPath
from oncall.readiness import covers, findings
from tests.clock import START, Clock
from tests.oncall.conftest import Company

P1 = Conditions(priorities=frozenset({"P1"}))
P12 = Conditions(priorities=frozenset({"P1", "P2"}))


def test_a_wider_path_covers_a_narrower_one_and_not_the_other_way_round() -> None:
    assert covers(P12, P1) and covers(Conditions(), P1)
    assert not covers(P1, P12) and not covers(P1, Conditions())
    assert not covers(Conditions(signals=frozenset({"db_*"})), P1)


@pytest.mark.django_db
def test_what_would_not_hold_is_named_with_the_way_to_mend_it(
    company: Company, path: EscalationPath, clock: Clock
) -> None:
    company.dan.contact_methods.all().delete()
    EscalationPath.objects.create(name="Never reached", position=200)
    words = {one.words: one.grave for one in findings(at=START)}
    assert words["“DBA” of DB response slow would be passed over: Dan has no verified number."]
    assert words["Dan has no verified number or address."]
    assert "No incident reaches Never reached: DB response slow before it takes all of them." in words
    assert "No incident took DB response slow in the last 90 days." in words
    client = Client()
    client.force_login(company.ann)
    assert "would be passed over" in client.get("/oncall/readiness/").content.decode()
