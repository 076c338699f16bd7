"""Time in words: short, true, and the same in the browser."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from storm import words

NOW = datetime(2026, 3, 10, 15, 31, tzinfo=UTC)
LONDON, NEW_YORK, MELBOURNE = (
    ZoneInfo("Europe/London"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Melbourne"),
)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "under 1 min"),
        (0, "under 1 min"),
        (59.9, "under 1 min"),
        (60, "1 min"),
        (33 * 60 + 4, "33 min"),
        (3599, "59 min"),
        (3600, "1 h 00"),
        (8 * 3600 + 17 * 60, "8 h 17"),
        (10 * 3600, "10 h"),
        (47 * 3600 + 3599, "47 h"),
        (48 * 3600, "2 d"),
    ],
)
def test_a_duration_is_said_as_short_as_it_stays_true(seconds: float, said: str) -> None:
    assert words.lasting(seconds) == said


@pytest.mark.parametrize(("seconds", "face"), [(-1, "0:00"), (9, "0:09"), (1984, "33:04"), (5224, "1:27:04")])
def test_a_running_clock_shows_its_seconds(seconds: float, face: str) -> None:
    assert words.running(seconds) == face


@pytest.mark.parametrize(
    ("at", "zone", "face"),
    [
        (NOW, LONDON, "15:31"),
        (NOW, NEW_YORK, "11:31"),
        (NOW - timedelta(hours=16), LONDON, "Mon 23:31"),
        (NOW - timedelta(days=8), LONDON, "2 Mar 15:31"),
        (NOW - timedelta(days=200), LONDON, "22 Aug 2025"),
        (NOW + timedelta(days=2), LONDON, "Thu 15:31"),
    ],
)
def test_a_moment_names_its_day_unless_it_is_today_there(at: datetime, zone: ZoneInfo, face: str) -> None:
    assert words.moment(at, NOW, zone) == face


def test_today_is_a_question_of_the_zone() -> None:
    morning_in_melbourne = datetime(2026, 3, 10, 13, 5, tzinfo=UTC)
    assert words.moment(morning_in_melbourne, NOW, MELBOURNE) == "00:05"
    assert words.moment(morning_in_melbourne - timedelta(minutes=10), NOW, MELBOURNE) == "Tue 23:55"


def test_a_zone_goes_by_its_town() -> None:
    assert words.city(NEW_YORK) == "New York"
    assert words.city(ZoneInfo("UTC")) == "UTC"
