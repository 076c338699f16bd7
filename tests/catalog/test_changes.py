"""Which changes may have to do with what broke, and what keeps a change from going on."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from catalog.change_calendar import Spans, bounds, calendar, days_of, neighbours, read_day
from catalog.change_guards import (
    GUARDS,
    SENTENCES,
    ChangeFacts,
    Freeze,
    Kind,
    State,
    blocked_by,
    may,
    stands_for,
)
from catalog.changes import changes_before, hours_between, is_late

ONSET = datetime(2026, 3, 10, 14, 40, tzinfo=UTC)
MOMENTS = st.none() | st.integers(-100, 100).map(lambda hours: ONSET - timedelta(hours=hours))


def made(at: datetime | None) -> SimpleNamespace:
    return SimpleNamespace(implemented_at=at)


@given(st.lists(MOMENTS.map(made), max_size=20), st.integers(1, 48))
def test_found_is_what_was_made_in_the_span_and_nothing_else(
    changes: list[SimpleNamespace], hours: int
) -> None:
    found = changes_before(changes, ONSET, hours)
    begin = ONSET - timedelta(hours=hours)
    right = [c for c in changes if c.implemented_at and begin <= c.implemented_at <= ONSET]
    assert sorted(map(id, found.within)) == sorted(map(id, right))
    older = [c.implemented_at for c in changes if c.implemented_at and c.implemented_at < begin]
    assert (found.nearest is None) == (bool(right) or not older)
    assert found.nearest is None or found.nearest.implemented_at == max(older)


def test_both_ends_of_the_span_belong_to_it() -> None:
    at_ends = [made(ONSET), made(ONSET - timedelta(hours=24))]
    assert len(changes_before(at_ends, ONSET, 24).within) == 2
    beyond = [made(ONSET + timedelta(microseconds=1)), made(ONSET - timedelta(hours=24, microseconds=1))]
    found = changes_before(beyond, ONSET, 24)
    assert (found.within, found.nearest) == ((), beyond[1])


def test_hours_are_rounded_half_up() -> None:
    assert hours_between(ONSET, ONSET + timedelta(seconds=18)) == 0.01  # 0.005
    assert hours_between(ONSET - timedelta(minutes=70), ONSET) == 1.17


def test_an_emergency_is_late_after_more_than_a_day() -> None:
    assert not is_late(ONSET, ONSET + timedelta(hours=24))
    assert is_late(ONSET, ONSET + timedelta(hours=24, seconds=1))


def complete(**more: object) -> ChangeFacts:
    given_facts = {
        "what": "New index", "why": "Slow", "risk": "low", "has_impact": True, "rollback_plan": "Drop it",
        "starts_at": ONSET, "ends_at": ONSET + timedelta(hours=1), "requester": 1, "approvers": frozenset({2, 3}),
    }  # fmt: skip
    return ChangeFacts(**{**given_facts, **more})  # type: ignore[arg-type]


def test_submitting_names_everything_that_is_missing() -> None:
    assert blocked_by("submit", ChangeFacts()) == [
        "CHG_WHAT", "CHG_WHY", "CHG_IMPACT", "CHG_ROLLBACK", "CHG_RISK", "CHG_WINDOW", "CHG_APPROVERS",
    ]  # fmt: skip
    assert blocked_by("submit", complete()) == []
    assert blocked_by("submit", complete(approvers=frozenset({1}))) == ["CHG_APPROVERS"]
    assert blocked_by("submit", complete(kind=Kind.STANDARD)) == ["CHG_SOP"]


def test_nobody_approves_what_they_asked_for() -> None:
    assert blocked_by("decide", complete(actor=1, approvers=frozenset({1, 2}))) == ["CHG_SELF_APPROVAL"]
    assert blocked_by("decide", complete(actor=9)) == ["CHG_NOT_APPROVER"]
    assert blocked_by("decide", complete(actor=2)) == []
    assert blocked_by("approve", complete(approved_by=frozenset({2}))) == ["CHG_UNDECIDED"]
    assert blocked_by("approve", complete(approved_by=frozenset({2, 3}))) == []
    assert blocked_by("reject", complete(actor=2)) == ["CHG_REASON"]


def test_a_freeze_asks_for_a_reason_or_refuses() -> None:
    day = timedelta(days=1)
    soft = Freeze(name="Black Friday", starts_at=ONSET - day, ends_at=ONSET + day)
    hard = Freeze(name="Audit", starts_at=ONSET - day, ends_at=ONSET + day, absolute=True)
    before = Freeze(name="Before", starts_at=ONSET - day, ends_at=ONSET)
    assert blocked_by("schedule", complete(freezes=(soft,))) == ["CHG_FREEZE_REASON"]
    assert blocked_by("schedule", complete(freezes=(soft,), freeze_reason="It leaks")) == []
    assert blocked_by("schedule", complete(freezes=(soft, hard), freeze_reason="It leaks")) == ["CHG_FREEZE"]
    assert blocked_by("schedule", complete(freezes=(before,))) == []
    assert blocked_by("schedule", complete(freezes=(hard,), kind=Kind.EMERGENCY)) == []
    assert blocked_by("schedule", complete(ends_at=None)) == ["CHG_WINDOW"]


def test_people_are_told_before_and_tests_done_before_the_review() -> None:
    assert blocked_by("implement", complete(open_notifications=1)) == ["CHG_NOTIFICATIONS"]
    assert blocked_by("implement_first", complete(open_notifications=1, kind=Kind.EMERGENCY)) == []
    assert blocked_by("review", complete(open_tests=1, actor=2, words="Fine")) == ["CHG_TESTS"]
    assert blocked_by("review", complete(actor=1, words="")) == ["CHG_REVIEW", "CHG_SELF_REVIEW"]
    later = complete(implemented_at=ONSET + timedelta(minutes=1), at=ONSET)
    assert blocked_by("implement", later) == ["CHG_FUTURE"]


def test_only_an_emergency_is_made_from_wherever_it_stands() -> None:
    states = [state for state in State if stands_for("implement", state, Kind.NORMAL)]
    assert states == [State.SCHEDULED]
    early = {state for state in State if stands_for("implement", state, Kind.EMERGENCY)}
    assert early == {State.DRAFT, State.SUBMITTED, State.APPROVED, State.SCHEDULED}


def test_roles_called_like_ties_grant_nothing() -> None:
    assert not may("submit", roles=frozenset({"requester", "csr"}), relations=frozenset())
    assert may("submit", roles=frozenset(), relations=frozenset({"requester"}))
    assert may("implement", roles=frozenset({"responder"}), relations=frozenset())


@given(act=st.sampled_from(sorted(GUARDS)), facts=st.builds(ChangeFacts, kind=st.sampled_from(Kind.values)))
def test_every_code_has_its_sentence(act: str, facts: ChangeFacts) -> None:
    assert set(blocked_by(act, facts)) <= set(SENTENCES)


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.sampled_from(["month", "week"]))
def test_a_calendar_shows_whole_weeks_with_the_day_in_them(day: date, view: str) -> None:
    days = days_of(view, day)
    assert day in days
    assert (days[0].weekday(), len(days) % 7) == (0, 0)
    earlier, later = neighbours(view, day)
    assert earlier < day < later


def test_a_day_shows_what_touches_it() -> None:
    zone = UTC
    days = days_of("week", ONSET.date())
    spans = Spans(of_change=lambda span: span, of_freeze=lambda span: span)
    midnight, _ = bounds(days[1:2], zone)  # type: ignore[arg-type]
    over_night = (midnight - timedelta(hours=1), midnight + timedelta(hours=1))
    until_midnight = (midnight - timedelta(hours=1), midnight)
    at_once = (midnight, midnight)
    shown = calendar(
        days,
        [over_night, until_midnight, at_once],
        [],
        spans=spans,
        zone=zone,
        today=days[0],  # type: ignore[arg-type]
    )
    assert [len(day.changes) for day in shown] == [2, 2, 0, 0, 0, 0, 0]
    assert shown[0].today
    assert not shown[1].today


def test_an_odd_day_is_today() -> None:
    today = ONSET.date()
    assert [read_day(text, otherwise=today) for text in ("", "x", "1066-01-01", "9999-12-31")] == [today] * 4
