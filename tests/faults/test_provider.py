"""The provider answers 500, 429 or nothing: tried again after 2, 5 and 15 seconds, by mail anyway, and never lost."""

from datetime import datetime
from itertools import pairwise

import pytest

from tests.faults.night import SOON, Night, eventually

WAITS = (2, 5, 15)
GIVEN_BACK = (
    "SELECT not_before FROM outbox_entry WHERE key = %s AND claimed_until IS NULL AND done_at IS NULL"
)


def gaps(moments: list[datetime]) -> list[float]:
    """Seconds from each attempt to the next."""
    return [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]


@pytest.mark.parametrize(("mood", "times"), [("500", 2), ("429", 2), ("hang", 1)])
def test_when_the_trouble_ends_the_page_arrives(night: Night, mood: str, times: int) -> None:
    before = len(night.log())
    night.mood(mood, times)
    name = f"ProviderSays{mood}"
    night.insist(name)
    key = night.page(night.incident(name))
    arrived = night.arrival(key)
    refused = night.refusals(before)
    assert len(refused) == times
    waited = gaps([*refused, arrived])
    silence = 5 if mood == "hang" else 0  # a provider that says nothing is given five seconds
    assert all(0 <= took - silence - least < SOON for took, least in zip(waited, WAITS, strict=False)), waited
    eventually(lambda: night.state(key) == "delivered", "the page is noted")
    assert night.copies()[key] == 1
    letters = eventually(lambda: night.letters(name), "the mail went")
    assert len(letters) == 1
    assert letters[0] < arrived


def test_down_for_good_the_mail_goes_and_the_next_in_turn_is_paged(night: Night) -> None:
    before = len(night.log())
    night.mood("500")
    name = "ProviderDownForGood"
    night.insist(name)
    incident = night.incident(name)
    key = night.page(incident)
    for failures, wait in enumerate(WAITS, start=1):
        eventually(lambda n=failures: len(night.refusals(before)) == n, f"attempt {failures}")
        [(again_at,)] = eventually(lambda: night.sql(GIVEN_BACK, key), "it is given back")
        planned = (again_at - night.refusals(before)[-1]).total_seconds()
        assert wait <= planned < wait + SOON
        night.sql("UPDATE outbox_entry SET not_before = now() WHERE key = %s", key)
    eventually(lambda: night.state(key) == "failed", "it is given up")
    assert len(night.refusals(before)) == len(WAITS) + 1
    assert night.copies()[key] == 0
    assert len(eventually(lambda: night.letters(name), "the mail went")) == 1
    told = "SELECT 1 FROM timeline_timelineentry WHERE kind = 'message.failed' AND subject = %s"
    assert len(night.sql(told, f"incident:{incident}")) == 1

    night.mood("ok")
    [(hunt,)] = night.sql("SELECT id FROM oncall_huntcall WHERE incident_id = %s", incident)
    night.bring_forward("oncall.hunt", {"hunt": hunt})
    following = eventually(lambda: [k for k in night.pages(incident) if k != key], "the next is paged")
    night.arrival(following[0])
    assert night.copies()[following[0]] == 1
