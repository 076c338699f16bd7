"""Rules of what comes again: counted by the wall clock of a zone, and refused where they cannot be counted."""

from datetime import UTC, datetime

import pytest

from statuspage.telling.recurring import UnreadableRule, checked, slots

BEGIN = datetime(2026, 10, 4, 22, 30, tzinfo=UTC)  # Monday 00:30 in Berlin


def test_slots_keep_the_wall_clock_when_summer_time_ends() -> None:
    found = slots("FREQ=WEEKLY", zone="Europe/Berlin", starts_at=BEGIN, after=None, count=5)
    assert [f"{one:%m-%d %H:%M}" for one in found] == [
        "10-04 22:30", "10-11 22:30", "10-18 22:30", "10-25 23:30", "11-01 23:30",
    ]  # fmt: skip


def test_after_a_slot_comes_the_next_and_after_the_last_none() -> None:
    given = {"zone": "UTC", "starts_at": BEGIN, "count": 9}
    rule = "RRULE:FREQ=MONTHLY;COUNT=3"
    after = slots(rule, after=datetime(2026, 11, 4, 22, 30, tzinfo=UTC), **given)  # type: ignore[arg-type]
    assert [one.month for one in after] == [12]
    assert slots(rule, after=after[0], **given) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "rule",
    ["", "every Sunday", "FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;BYDAY=XX",
     "FREQ=WEEKLY;INTERVAL=often", "FREQ=DAILY;INTERVAL=-1", "FREQ=MONTHLY;BYDAY=60MO", "FREQ=YEARLY;BYDAY=54MO",
     "FREQ=WEEKLY;X=1", "FREQ=DAILY;COUNT=", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;"],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_in_a_sentence(rule: str) -> None:
    with pytest.raises(UnreadableRule) as refused:
        checked(rule)
    assert str(refused.value).strip()


def test_what_is_stumbled_over_when_it_is_counted_is_refused_too() -> None:
    with pytest.raises(UnreadableRule):
        slots("FREQ=YEARLY;BYMONTH=13;BYDAY=1MO", zone="UTC", starts_at=BEGIN, after=None, count=2)


def test_the_name_in_front_and_small_letters_do_not_matter() -> None:
    assert checked(" rrule:freq=weekly;byday=su ") == "FREQ=WEEKLY;BYDAY=SU"
