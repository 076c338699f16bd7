"""Live calls over the API: listed, narrowed, one by one; and what is not understood is refused."""

import pytest

from tests.clock import Clock
from tests.fakes.providers import Phone, Providers
from tests.oncall.conftest import Company
from tests.oncall.test_feeds import signed_in
from tests.oncall.test_live_calls import CALLER, NUMBER, customer, group_of

pytestmark = pytest.mark.django_db
__all__ = ["customer"]
AT = "/api/v1/oncall/calls/"


def test_calls_are_listed_with_what_became_of_them(
    clock: Clock, company: Company, customer: Phone, providers: Providers
) -> None:
    group = group_of(company)
    customer.dial(NUMBER)
    ben = signed_in(company.ben)
    [ringing] = ben.get(AT).json()["results"]
    assert (ringing["state"], ringing["outcome"], ringing["ended_at"]) == ("hunting", "rings Ann", None)
    providers.phone(company.ann).pick_up()
    providers.phone(company.ann).press("1")
    one = ben.get(f"{AT}{ringing['id']}/").json()
    assert (one["number"], one["caller"], one["who"]) == (NUMBER, CALLER, "Ada Byron")
    assert one["answered_by"] == {"username": "ann", "name": "Ann"} and one["group"] == "lines"
    assert one["customer"] == "Globex" and one["incident"] is None and one["steps"]
    assert ben.get(AT, {"group": group.pk, "state": "talking"}).json()["count"] == 1
    assert ben.get(AT, {"state": "missed"}).json()["count"] == 0


@pytest.mark.parametrize("wrong", ["state=lost", "group=99", "since=2026-01-01"])
def test_a_wrong_question_is_refused(clock: Clock, company: Company, wrong: str) -> None:
    ben = signed_in(company.ben)
    assert ben.get(f"{AT}?{wrong}").status_code == 400
    assert ben.get(f"{AT}77/").status_code == 404
