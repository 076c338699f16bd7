"""How a component fared: pure, with whatever spans."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statuspage.published import presenting
from statuspage.published.uptime import DAYS, Span, day_states, uptime
from statuspage.telling.claims import effective, worst
from statuspage.telling.colours import STATES

NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
states = st.sampled_from(sorted(STATES))
spans = st.builds(
    lambda state, back, length: Span(state, NOW - back * MINUTE, NOW - back * MINUTE + length * MINUTE),
    states,
    st.integers(0, 200_000),
    st.integers(0, 50_000),
)


def outage(state: str, *, days_ago: int, minutes: int) -> Span:
    begun = NOW - timedelta(days=days_ago)
    return Span(state, begun, begun + minutes * MINUTE)


# A machine with much else to do is slow, which says nothing about this.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_three_outages_in_ninety_days() -> None:
    down = [outage("major_outage", days_ago=ago, minutes=m) for ago, m in ((80, 30), (40, 45), (2, 15))]
    assert uptime(down, now=NOW) == 99.931


@pytest.mark.parametrize(
    ("state", "share"),
    [
        ("operational", 100.0),
        ("maintenance", 100.0),
        ("degraded_performance", 100.0),
        ("partial_outage", 99.931),
        ("major_outage", 99.931),
    ],
)
def test_only_outages_count_as_down(state: str, share: float) -> None:
    assert uptime([outage(state, days_ago=5, minutes=90)], now=NOW) == share


def test_an_outage_that_still_lasts_counts_until_now() -> None:
    assert uptime([Span("major_outage", NOW - 90 * MINUTE)], now=NOW) == 99.931


def test_what_lies_before_the_ninety_days_does_not_count() -> None:
    assert uptime([outage("major_outage", days_ago=120, minutes=600)], now=NOW) == 100.0


def test_each_day_shows_its_worst_state() -> None:
    found = day_states(
        [
            outage("major_outage", days_ago=1, minutes=10),
            outage("degraded_performance", days_ago=1, minutes=60),
        ],
        now=NOW,
    )
    assert (len(found), found[-2], found[-1], set(found[:-2])) == (
        DAYS,
        "major_outage",
        "operational",
        {"operational"},
    )


def test_what_begins_at_midnight_does_not_darken_the_day_before() -> None:
    midnight = NOW.replace(hour=0)
    found = day_states([Span("major_outage", midnight)], now=NOW)
    assert found[-2:] == ["operational", "major_outage"]


@patient
@given(st.lists(spans, max_size=12))
def test_the_share_is_a_share_and_more_trouble_never_raises_it(some: list[Span]) -> None:
    share = uptime(some, now=NOW)
    assert 0 <= share <= 100
    assert uptime([*some, outage("major_outage", days_ago=3, minutes=60)], now=NOW) <= share


@patient
@given(st.lists(st.dictionaries(st.sampled_from("abc"), states), max_size=5))
def test_a_component_is_as_bad_as_the_worst_claim(claims: list[dict[str, str]]) -> None:
    found = effective("abc", claims)
    for one in "abc":
        assert found[one] == worst([claim[one] for claim in claims if one in claim])


@patient
@given(st.lists(states, min_size=1, max_size=15), st.booleans())
def test_the_page_always_has_something_to_say(some: list[str], told: bool) -> None:
    document = {
        "company": "Acme",
        "published_at": NOW.isoformat(),
        "components": [
            {"id": str(n), "name": str(n), "state": state, "line": "", "since": None, "spans": []}
            for n, state in enumerate(some)
        ],
        "incidents": [],
    }
    where = presenting.Addresses("/", "/h/", "/f", lambda public_id: public_id)
    page = presenting.front(document, where, now=NOW)
    assert page["headline"] and page["kick"] and page["state"] == worst(some)
