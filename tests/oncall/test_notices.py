"""Notices of hand-overs: when, to whom, in which words, once, and not when the duty was swapped. Gaps are told once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import CompanySettings, Team
from notifications.models import Delivery
from oncall.models import Absence, DutyWish, EscalationPath, QuietHours, Schedule, Swap, ToldGap
from oncall.operations.handing_over import plan_notices
from oncall.operations.telling_gaps import tell_gaps
from oncall.rota.coverage import Plan, on_call
from oncall.rota.hand_over import FRESH, notices
from oncall.rota.rotation import Hours
from oncall.tasks import look_ahead
from outbox.models import Entry
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, weekly
from tests.oncall.test_feeds import LONDON, signed_in
from timeline.models import TimelineEntry

NEXT = START + timedelta(days=7)


def live(clock: Clock, hours: float) -> None:
    """Time goes on, and beat looks ahead every hour: what falls due until the next look is planned by then."""
    for _ in range(round(hours)):
        look_ahead()
        clock.advance(minutes=60)


def mails(user: object) -> list[str]:
    found = Delivery.objects.filter(kind="duty", channel="email", recipient_label=str(user)).order_by("id")
    return [f"{one.title} | {one.body}" for one in found]


@pytest.fixture
def night(clock: Clock, company: Company) -> Schedule:
    """Dan until Tuesday 17 March, 14:00, then Lea; it is the day before."""
    schedule = weekly("dba", company.dan, company.lea)
    clock.jump(minutes=6 * 24 * 60 - 120)
    return schedule


@pytest.mark.django_db
def test_one_hears_a_day_before_three_hours_before_and_as_it_begins(
    clock: Clock, company: Company, night: Schedule, path: EscalationPath
) -> None:
    path.levels.get(position=0).schedules.add(night)
    live(clock, 3)
    [first] = mails(company.lea)
    assert "Your duty: dba" in first
    assert "You are on call on dba from Tue 17 Mar 14:00 until Tue 24 Mar 14:00 (UTC)." in first
    live(clock, 22)
    incident = detect(title="Orders stuck")
    live(clock, 2)
    _, second, third = mails(company.lea)
    assert "from Tue 17 Mar 14:00" in second
    assert f"Open: {incident.reference} " in third
    assert "You are on call on dba until Tue 24 Mar 14:00 (UTC)" in third
    assert not mails(company.dan)
    look_ahead()
    clock.settle()
    assert len(mails(company.lea)) == 3
    assert not Delivery.objects.filter(kind="duty", channel="voice").exists()
    told = TimelineEntry.objects.filter(subject=night.key, kind="schedule.handed_over")
    assert told.count() == 3
    assert set(Entry.objects.filter(topic="oncall.tell_hand_over").values_list("outcome", flat=True)) == {
        "done"
    }


@pytest.mark.django_db
def test_a_swapped_duty_is_announced_to_whoever_took_it(
    clock: Clock, company: Company, night: Schedule
) -> None:
    clock.jump(minutes=90)
    look_ahead()
    assert Entry.objects.get(topic="oncall.tell_hand_over").due_at > clock.now
    Swap.objects.create(
        schedule=night, gives=company.lea, takes=company.ben, starts_at=NEXT, ends_at=NEXT + timedelta(days=7),
        asked_at=START, taken_at=START,
    )  # fmt: skip
    live(clock, 30)
    assert not mails(company.lea)
    assert [one.split(" |")[0] for one in mails(company.ben)] == [
        "Your duty: dba", "Your duty: dba", "You are on call: dba",
    ]  # fmt: skip
    outcomes = Entry.objects.filter(topic="oncall.tell_hand_over").values_list("payload__user", "outcome")
    assert (str(company.lea.pk), "moot") in list(outcomes)


@pytest.mark.django_db
def test_one_says_oneself_when_one_hears_of_it(clock: Clock, company: Company, night: Schedule) -> None:
    lea = signed_in(company.lea)
    assert (
        "1 day before and 3 hours before, and when it begins"
        in lea.get("/accounts/profile/").content.decode()
    )
    assert lea.post("/oncall/duty-notices/", {"before": ["15"], "at_change": "none"}).status_code == 302
    assert lea.post("/oncall/duty-notices/", {"before": ["7"], "at_change": "none"}).status_code == 400
    signed_in(company.dan).post("/oncall/duty-notices/", {"at_change": "both"})
    live(clock, 30)
    [only] = mails(company.lea)
    assert "Your duty: dba" in only
    [gone] = mails(company.dan)
    assert "You are no longer on call on dba. Lea has it now." in gone
    assert DutyWish.objects.get(user=company.lea).before == [15]


@pytest.mark.django_db
def test_quiet_hours_hold_a_notice_back(clock: Clock, company: Company, night: Schedule) -> None:
    QuietHours.objects.create(user=company.lea, starts="00:00", ends="23:00")
    live(clock, 3)
    assert Delivery.objects.filter(kind="duty", state="pending").count() == 2
    Absence.objects.create(user=company.lea, starts_at=START, ends_at=NEXT + timedelta(days=9))
    clock.advance(hours=12)
    assert set(Delivery.objects.filter(kind="duty").values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.django_db
def test_a_notice_held_over_the_hand_over_dies_with_the_duty(
    clock: Clock, company: Company, night: Schedule
) -> None:
    QuietHours.objects.create(user=company.lea, starts="00:00", ends="23:00")
    live(clock, 27)
    held = Delivery.objects.filter(
        kind="duty", recipient=company.lea.key, title__startswith="You are on call"
    )
    assert set(held.values_list("state", flat=True)) == {"pending"}
    signed_in(company.ben).post(f"/oncall/schedules/{night.pk}/take-over/")
    clock.advance(hours=12)
    assert set(held.values_list("state", flat=True)) == {"cancelled"}
    assert held.values_list("error", flat=True)[0] == "This duty is over, or somebody else has it by now."


@pytest.mark.django_db
def test_a_take_over_at_short_notice_is_told_and_planning_asks_little(
    clock: Clock, company: Company, night: Schedule, django_assert_max_num_queries: object
) -> None:
    clock.jump(minutes=60)
    signed_in(company.ben).post(f"/oncall/schedules/{night.pk}/take-over/")
    live(clock, 1)
    assert [one.split(" |")[0] for one in mails(company.ben)] == ["You are on call: dba"]
    for number in range(6):
        weekly(f"more {number}", company.dan, company.lea)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        plan_notices(at=clock.now)


@pytest.mark.django_db
def test_a_gap_is_told_once_to_whoever_looks_after_the_schedule(clock: Clock, company: Company) -> None:
    team = Team.objects.create(name="Databases")
    team.members.add(company.ben)
    weekly("dba", company.dan).owner = team
    Schedule.objects.update(owner=team)
    away = Absence.objects.create(
        user=company.dan, starts_at=START + timedelta(days=8), ends_at=START + timedelta(days=8, hours=5)
    )
    look_ahead()
    assert not ToldGap.objects.exists()
    clock.advance(hours=30)
    look_ahead()
    clock.settle()
    [told] = Delivery.objects.filter(title="Nobody is on call: dba", channel="email")
    assert told.recipient_label == "Ben"
    assert "Wed 18 Mar 14:00 to Wed 18 Mar 19:00" in told.body
    Absence.objects.filter(pk=away.pk).update(ends_at=away.ends_at + timedelta(hours=2))
    clock.advance(hours=12)
    look_ahead()
    assert tell_gaps(at=clock.now) == 0
    assert ToldGap.objects.get().ends_at == away.ends_at + timedelta(hours=2)
    Absence.objects.create(
        user=company.dan, starts_at=START + timedelta(days=6), ends_at=START + timedelta(days=6, hours=1)
    )
    assert tell_gaps(at=clock.now) == 1


@pytest.mark.django_db
def test_a_shift_of_somebody_who_cannot_be_reached_is_a_gap_too(clock: Clock, company: Company) -> None:
    hermit = company.hire("hermit", "responder", reachable=False)
    weekly("dba", hermit)
    Schedule.objects.create(name="not drawn yet")
    assert tell_gaps(at=clock.now) == 1
    clock.settle()
    [told] = Delivery.objects.filter(title="Nobody is on call: dba", channel="email")
    assert told.recipient_label == "Oda"
    clock.advance(hours=24 * 3)
    assert tell_gaps(at=clock.now) == 0


@pytest.mark.django_db
def test_incident_managers_hear_of_everything_that_is_open(clock: Clock, company: Company) -> None:
    CompanySettings.objects.update(im_schedule="im")
    weekly("im", company.dan, company.lea)
    incident = detect(response="queue", severity="warning")
    clock.jump(minutes=7 * 24 * 60 - 10)
    live(clock, 1)
    [told] = mails(company.lea)
    assert incident.reference in told


@pytest.mark.django_db
def test_a_schedule_changes_its_name_and_its_owner(clock: Clock, company: Company) -> None:
    schedule, team = weekly("dba", company.dan), Team.objects.create(name="Databases")
    weekly("other", company.dan)
    url = f"/oncall/schedules/{schedule.pk}/edit/"
    oda = signed_in(company.oda)
    assert "Choose another name" in oda.post(url, {"name": "Other"}).content.decode()
    assert oda.post(url, {"name": "databases", "owner": team.pk}).status_code == 302
    schedule.refresh_from_db()
    assert (schedule.name, schedule.owner) == ("databases", team)
    assert signed_in(company.dan).post(url, {"name": "x"}).status_code == 403


DAILY = LONDON.__class__(
    anchor=LONDON.anchor, tz=LONDON.tz, unit="day", key="d", members=LONDON.members,
    hours=(Hours(days=(0, 1, 2, 3, 4), opens=START.time().replace(hour=9), closes=START.time().replace(hour=17)),),
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 300), st.integers(1, 40), st.sampled_from([LONDON, DAILY]))
def test_notices_fall_due_once_however_often_one_looks(day: int, step: int, layer: object) -> None:
    plan = Plan(layers=(layer,))  # type: ignore[arg-type]
    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    end = begin + timedelta(hours=40)
    whole = list(notices(plan, {}, begin, end))
    parts = []
    at = begin
    while at < end:
        parts += notices(plan, {}, at, min(end, at + timedelta(hours=step)))
        at += timedelta(hours=step)
    assert sorted(parts, key=repr) == sorted(whole, key=repr)
    for one in whole:
        assert one.user in on_call(plan, one.change_at)
        if one.minutes:
            assert one.user not in on_call(plan, one.change_at - FRESH)


@pytest.mark.django_db
@pytest.mark.parametrize(("filled", "state"), [(True, "cancelled"), (False, "sent")])
def test_a_gap_that_was_filled_before_quiet_hours_ended_is_not_said(
    clock: Clock, company: Company, providers: Providers, filled: bool, state: str
) -> None:
    weekly("dba", company.dan)
    QuietHours.objects.create(user=company.oda, starts="00:00", ends="23:00")
    begins, ends = START + timedelta(days=3), START + timedelta(days=3, hours=5)
    away = Absence.objects.create(user=company.dan, starts_at=begins, ends_at=ends)
    assert tell_gaps(at=clock.now) == 1
    clock.settle()
    held = Delivery.objects.filter(kind="gap", recipient=company.oda.key, channel="email")
    assert [one.state for one in held] == ["pending"]
    if filled:
        away.delete()
    clock.advance(hours=12)
    assert [one.state for one in held.all()] == [state]
