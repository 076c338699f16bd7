"""What would not hold tonight is found before the night."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Asset, Calendar
from oncall.models import Absence, EscalationPath, HuntGroup, HuntMember
from oncall.paths.choosing import Conditions, Week
from oncall.paths.emptiness import emptiness
from oncall.readiness import covers, findings
from tests.clock import START, Clock
from tests.oncall.conftest import Company, weekly

HOUR = timedelta(hours=1)

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


@pytest.mark.django_db
def test_a_level_that_is_empty_for_some_hours_of_the_week_is_found_with_how_long(
    company: Company, path: EscalationPath, clock: Clock
) -> None:
    schedule = weekly("databases", company.dan, company.lea)
    level = path.levels.get(name="DBA")
    level.users.clear()
    level.schedules.add(schedule)
    found = {one.words for one in findings(at=START)}
    assert not [words for words in found if "passed over" in words]
    Absence.objects.create(user=company.dan, starts_at=START + HOUR * 30, ends_at=START + HOUR * 32)
    Absence.objects.create(user=company.dan, starts_at=START + HOUR * 50, ends_at=START + HOUR * 51)
    [one] = [one for one in findings(at=START) if "passed over" in one.words]
    assert one.words.startswith(
        "“DBA” of DB response slow would be passed over for 3 hours of the next seven days, 2 times"
    )
    assert (one.at, one.upto) == (START + HOUR * 30, START + HOUR * 32)
    level.users.add(company.ann)
    assert not [one for one in findings(at=START) if "passed over" in one.words]


@pytest.mark.django_db
def test_somebody_whom_only_mail_reaches_would_not_wake(
    company: Company, path: EscalationPath, clock: Clock
) -> None:
    company.dan.contact_methods.filter(kind="sms").delete()
    words = {one.words: one.grave for one in findings(at=START)}
    assert words["Dan has no verified number: only mail, which wakes nobody."]


@pytest.mark.django_db
def test_a_path_for_assets_that_are_gone_can_match_nothing(
    company: Company, path: EscalationPath, clock: Clock
) -> None:
    asset = Asset.objects.create(name="old-db", kind="database")
    meant = EscalationPath.objects.create(name="Old", position=1)
    meant.assets.add(asset)
    gone = "Nothing can match Old: none of the assets that it is meant for is in use."
    assert gone not in {one.words for one in findings(at=START)}
    Asset.objects.filter(pk=asset.pk).update(retired_at=START)
    assert gone in {one.words for one in findings(at=START)}


@pytest.mark.django_db
def test_a_hunt_group_without_anybody_at_work_is_an_empty_level(
    company: Company, path: EscalationPath, clock: Clock
) -> None:
    office = Calendar.objects.create(
        name="Office", zone="UTC", days=[0, 1, 2, 3, 4], opens="08:00", closes="18:00"
    )
    group = HuntGroup.objects.create(name="DBAs")
    HuntMember.objects.create(group=group, user=company.dan, position=1, calendar=office)
    level = path.levels.get(name="DBA")
    level.users.clear()
    level.groups.add(group)
    [one] = [one for one in findings(at=START) if "“DBA”" in one.words]
    hours = 7 * 24 - 5 * 10
    assert f"would be passed over for {hours} hours of the next seven days" in one.words
    assert one.words.endswith("DBAs has nobody at hand.")
    group.overflow_schedule = weekly("behind them", company.lea)
    group.save()
    assert not [one for one in findings(at=START) if "“DBA”" in one.words]


def test_hours_cover_hours_that_lie_within_them_on_whatever_clock() -> None:
    def path(
        days: tuple[int, ...], opens: int, closes: int, tz: str = "UTC", *, outside: bool = False
    ) -> Conditions:
        week = Week(days=days, opens=time(opens), closes=time(closes), tz=tz, outside=outside)
        return Conditions(week=week)

    workdays = (0, 1, 2, 3, 4)
    assert covers(path(workdays, 8, 18), path((0, 1), 9, 17))
    assert not covers(path((0, 1), 9, 17), path(workdays, 8, 18))
    assert covers(path(workdays, 9, 17, outside=True), path((5, 6), 0, 0))
    # London is an hour behind Berlin all year, but New York is not always five behind London.
    assert covers(path(workdays, 8, 17, "Europe/London"), path(workdays, 9, 18, "Europe/Berlin"))
    assert not covers(path(workdays, 13, 22, "Europe/London"), path(workdays, 8, 17, "America/New_York"))
    assert not covers(path(workdays, 8, 18), Conditions())


@given(
    st.builds(
        Week,
        days=st.sets(st.integers(0, 6)).map(tuple),
        opens=st.times(),
        closes=st.times(),
        outside=st.booleans(),
    ),
    st.builds(
        Week,
        days=st.sets(st.integers(0, 6)).map(tuple),
        opens=st.times(),
        closes=st.times(),
        outside=st.booleans(),
    ),
    st.integers(0, 7 * 24 * 60),
)
def test_no_moment_of_covered_hours_lies_outside(wide: Week, narrow: Week, minute: int) -> None:
    moment = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(minutes=minute)
    if wide.holds_all_of(narrow) and narrow.holds_at(moment):
        assert wide.holds_at(moment)


@given(st.lists(st.integers(0, 20), max_size=8), st.sets(st.integers(0, 19)))
def test_every_minute_of_a_span_is_in_the_stretches_exactly_when_nobody_is_there(
    changes: list[int], empty: set[int]
) -> None:
    moments = [START + HOUR * number for number in changes]
    at_change = {START + HOUR * number for number in empty}

    def holds(moment: datetime) -> bool:
        begun = max([START, *(one for one in moments if one <= moment)])
        return begun not in at_change

    found = emptiness(moments, holds, starts_at=START, ends_at=START + HOUR * 20)
    for minute in range(0, 20 * 60, 15):
        moment = START + timedelta(minutes=minute)
        assert holds(moment) != any(starts <= moment < ends for starts, ends in found.stretches)
    for (_, ends), (starts, _) in pairwise(found.stretches):
        assert ends < starts
