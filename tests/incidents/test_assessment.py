"""The computed classification: the rows of the table that are not among the worked cases, words, properties."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.refusals import Invalid
from catalog.business_hours import ALWAYS, Calendar, hours_to_open
from incidents.assessment import (
    DEFAULTS,
    Assessment,
    Circumstances,
    Degraded,
    Known,
    Parameters,
    Promise,
    Said,
    Suffering,
    assess,
    propose,
    severity_of,
)
from incidents.assessment_words import pressing_words
from incidents.overriding import Override, next_move
from incidents.rounding import half_up
from tests.spec.classifying import assessed

DATASETS = json.loads((Path(__file__).parents[1] / "data" / "cases.json").read_text())["datasets"]
EVENING = datetime(2026, 3, 10, 19, 30, tzinfo=UTC)
LONDON = Calendar(tz="Europe/London")
NEW_YORK = Calendar(tz="America/New_York")
UK = Degraded(name="UK production", criticality=4)


def worked(degraded: dict[str, str], now: str, **more: Any) -> Assessment:
    case = {"dataset": "portfolio_P10", "patch": {}, "degraded": degraded, "now": now, **more}
    return assessed(case, DATASETS, DEFAULTS)


def judged(*customers: Suffering, at: datetime = EVENING, active: int = 10, **more: Any) -> Assessment:
    return assess(
        customers=customers,
        active_count=active,
        active_value=sum(one.arr for one in customers),
        degraded=more.pop("degraded", [UK]),
        at=at,
        detected_at=more.pop("detected_at", at),
        **more,
    )


def one(name: str = "C2", **more: Any) -> Suffering:
    return Suffering(**{"key": name, "name": name, "severity": 1.0, "calendar": LONDON, **more})


@pytest.mark.parametrize(
    ("degraded", "now", "more", "impact", "urgency", "priority"),
    [
        ({"uk-prod": "down"}, "2026-03-10T19:30:00Z", {}, (63.0, 2), (20.0, 4), "P3"),
        ({"single-dc": "down"}, "2026-03-10T15:00:00Z", {}, (100.0, 1), (97.7, 1), "P1"),
        ({"txn-db": "degraded"}, "2026-03-10T15:00:00Z", {}, (40.0, 3), (97.7, 1), "P2"),
        (
            {"c2-vm": "down"},
            "2026-03-10T22:30:00Z",
            {"patch": {"C2": {"map": {"c2-vm": 1.0}}}},
            (59.0, 2),
            (40.0, 3),
            "P3",
        ),
        ({"us-prod": "down"}, "2026-03-10T13:30:00Z", {}, (85.6, 1), (100.0, 1), "P1"),
    ],
    ids=["01", "03", "06", "12", "19"],
)
def test_the_rows_of_the_table(
    degraded: dict[str, str],
    now: str,
    more: dict[str, Any],
    impact: tuple[float, int],
    urgency: tuple[float, int],
    priority: str,
) -> None:
    found = worked(degraded, now, **more)
    assert (found.impact.score, found.impact.grade) == impact
    assert (found.urgency.score, found.urgency.grade) == urgency
    assert found.priority == priority


def test_one_plain_sentence_stands_on_top() -> None:
    found = judged(one("C2", tier="gold"), one("C4"), one("C7"))
    assert found.sentence == (
        "P3: UK production is down for 3 of 10 customers, all of them closed until 09:00 London, in 13.5 hours"
    )


@pytest.mark.parametrize(
    ("customers", "at", "more", "ending"),
    [
        ([one()], EVENING, {}, "1 of 10 customers, closed until 09:00 London, in 13.5 hours"),
        ([one(calendar=ALWAYS)], EVENING, {"active": 1}, "down for 1 customer, open now"),
        (
            [one(), one("C1", calendar=NEW_YORK)],
            EVENING,
            {},
            "1 of them open now, the next one opens at 09:00 London, in 13.5 hours",
        ),
        (
            [one(), one("C1", calendar=NEW_YORK)],
            datetime(2026, 3, 11, 3, tzinfo=UTC),
            {},
            "all of them closed, the first of them until 09:00 London, in 6 hours",
        ),
        ([one()], datetime(2026, 3, 13, 18, tzinfo=UTC), {}, "closed until Monday 09:00 London, in 63 hours"),
        ([one()], datetime(2026, 3, 11, 8, 30, tzinfo=UTC), {}, "closed until 09:00 London, in 30 minutes"),
        ([one(calendar=Calendar(days=()))], EVENING, {}, "closed for the next two weeks"),
        (
            [one()],
            EVENING,
            {"circumstances": Circumstances(data_risk=True)},
            "; data or security are at risk",
        ),
        ([], EVENING, {}, "UK production is down; nobody is affected"),
    ],
)
def test_the_sentence_says_whose_working_day_it_is(
    customers: list[Suffering], at: datetime, more: dict[str, Any], ending: str
) -> None:
    assert judged(*customers, at=at, **more).sentence.endswith(ending)


def test_several_assets_are_named() -> None:
    slow = Degraded(name="Mail", degradation="degraded")
    assert "UK production is down and Mail is slow;" in judged(degraded=[slow, UK]).sentence
    many = [Degraded(name=f"node {number}") for number in range(5)]
    assert "node 0, node 1 and 3 more are down;" in judged(degraded=many).sentence


def test_what_leads_to_nobody_for_no_stated_reason_is_not_nobody() -> None:
    line = Degraded(name="Phone line", mapped=False)
    found = propose(judged(degraded=[line]), degraded=[line])
    assert not found.computed and (found.impact, found.urgency, found.priority) == (2, 1, "P1")
    assert "no customer is linked to Phone line" in found.sentence and "affected" not in found.sentence
    marked = replace(line, serves_nobody=True)
    assert propose(judged(degraded=[marked]), degraded=[marked]).computed


def test_what_is_known_already_may_be_worse_than_the_default() -> None:
    everybody = [one(f"C{number}", calendar=ALWAYS, top10=True) for number in range(10)]
    found = propose(judged(*everybody), degraded=[], component_unknown=True)
    assert not found.computed and (found.impact, found.urgency) == (1, 1)


def test_an_asset_that_still_works_hurts_nobody() -> None:
    cache = Degraded(name="Cache node 2", degradation="at_risk", criticality=4, mapped=False)
    assert propose(judged(degraded=[cache]), degraded=[cache]).computed


@pytest.mark.parametrize(
    ("mapped", "said", "expected"),
    [
        (1.0, Said(), (1.0, Known.MAPPING)),
        (0.0, Said(reported=True), (0.4, Known.REPORT)),
        (0.02, Said(reported=True), (0.4, Known.REPORT)),
        (1.0, Said(reported=True), (1.0, Known.MAPPING)),
        (0.0, Said(included=True), (0.4, Known.HAND)),
        (1.0, Said(severity=0.2), (0.2, Known.HAND)),
        (1.0, Said(reported=True, excluded=True), (0.0, Known.EXCLUDED)),
    ],
)
def test_what_people_say_goes_before_the_mapping(
    mapped: float, said: Said, expected: tuple[float, Known]
) -> None:
    assert severity_of(mapped, said) == expected


def test_a_contract_that_counts_business_hours_waits_for_them() -> None:
    by_clock = one(promises=(Promise(target=timedelta(hours=4)),))
    by_hours = one(promises=(Promise(target=timedelta(hours=4), calendar=LONDON),))
    since = {"detected_at": datetime(2026, 3, 10, 16, 30, tzinfo=UTC)}
    assert judged(by_clock, **since).urgency.score == 80.0
    assert judged(by_hours, **since).urgency.score == 20.0
    row = judged(by_clock, **since).customers[0]
    assert pressing_words(row.customer, row.pressing) == "contract: restored in 4 hours, 25 % left"


def test_nobody_active_and_nobody_paying() -> None:
    assert judged(active=0).impact.reach == 0
    assert judged(one(arr=0), one("C3", arr=0), active=4).impact.reach == 0.5


def test_every_number_opens_into_those_behind_it() -> None:
    found = judged(
        one(tier="strategic", arr=10), circumstances=Circumstances(worsening=True), at=EVENING
    ).to_json()
    assert found["impact"]["words"].startswith(
        "100 × (0.6 × peak 1 + 0.4 × reach 1) = 100.0: the worst is C2"
    )
    assert found["urgency"]["words"][-1] == "Urgency 35.0."
    assert [step["code"] for step in found["urgency"]["steps"]] == ["worsening"]
    assert json.loads(json.dumps(found)) == found


calendars = st.builds(
    Calendar,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    opens=st.times(),
    closes=st.times(),
    tz=st.sampled_from(["Europe/London", "America/New_York", "Australia/Melbourne"]),
)


@given(
    others=st.lists(calendars, max_size=2),
    pair=st.tuples(calendars, calendars),
    severity=st.floats(0.05, 1),
    tier=st.sampled_from(["strategic", "gold", "bronze"]),
)
def test_a_nearer_opening_never_lowers_the_urgency(
    others: list[Calendar], pair: tuple[Calendar, Calendar], severity: float, tier: str
) -> None:
    """The other customers stay as they are; one of two calendars opens sooner."""
    kept = [one(f"C{number}", calendar=calendar) for number, calendar in enumerate(others)]
    late, early = sorted(pair, key=lambda calendar: hours_to_open(calendar, EVENING), reverse=True)
    before, after = (
        judged(*kept, one("mine", severity=severity, tier=tier, calendar=calendar)).urgency
        for calendar in (late, early)
    )
    assert after.score >= before.score and after.grade <= before.grade


@given(
    severities=st.lists(st.floats(0, 1), min_size=1, max_size=6),
    more=st.floats(0, 1),
)
def test_a_customer_hurt_worse_never_lowers_the_impact(severities: list[float], more: float) -> None:
    customers = [one(f"C{number}", severity=s, arr=number) for number, s in enumerate(severities)]
    worse = [replace(customers[0], severity=max(more, severities[0])), *customers[1:]]
    assert judged(*worse).impact.score >= judged(*customers).impact.score


def test_judging_again_at_the_same_moment_is_the_same() -> None:
    assert worked({"us-prod": "down"}, "2026-03-10T22:00:00Z") == worked(
        {"us-prod": "down"}, "2026-03-10T22:00:00Z"
    )


def test_parameters_go_through_json_and_back() -> None:
    assert Parameters.from_json(json.loads(json.dumps(DEFAULTS.to_json(), allow_nan=False))) == DEFAULTS


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"tier_factor": {"gold": 1}}, "tier_factor: give a value for each of strategic, gold"),
        ({"impact_bands": [25, 50, 75]}, "impact_bands: each limit has to lie below the one before."),
        (
            {"hours_bands": [[4, 0.2], ["inf", 0.8]]},
            "hours_bands: what is farther off cannot be more urgent.",
        ),
        ({"hours_bands": [[4, 0.2]]}, "hours_bands: the last limit has to be “inf”"),
        ({"matrix": {"1": {"1": "P9"}}}, "matrix, 1, 1: input should be 'P1'"),
        ({"vip_factor": "much"}, "vip_factor: input should be a valid number"),
        ({"peak_share": 0.9}, "peak_share, reach_share: together they have to be 1."),
        ({"pek_share": 0.9}, "pek_share: unexpected"),
        (["what"], "Input should be a dictionary"),
    ],
)
def test_wrong_parameters_are_refused_with_a_sentence(given: Any, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        Parameters.from_json(given)
    assert any(said.startswith(sentence) for said in refused.value.sentences), refused.value.sentences


def test_who_sees_it_differently_says_why() -> None:
    assert Override(computed=2, chosen=2).refusals(by_im=False) == []
    assert Override(computed=2, chosen=3).refusals(by_im=False) == ["REASON"]
    assert Override(computed=1, chosen=3, reason="x").refusals(by_im=True) == []


def test_the_clock_suggests_and_only_ever_raises_by_itself() -> None:
    assert next_move(stands="P3", computed="P3") == "nothing"
    assert next_move(stands="P3", computed="P1") == "suggest"
    assert next_move(stands="P3", computed="P1", auto_raise=True) == "raise"
    assert next_move(stands="P1", computed="P3", auto_raise=True) == "suggest"


def test_halves_go_up_and_noise_is_no_number() -> None:
    assert (half_up(24.95), half_up(0.1 + 0.2, 2), half_up(2.5, 0)) == (25.0, 0.3, 3.0)
