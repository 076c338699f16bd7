"""Foreign calendars: repeats over clock changes, exceptions, zones, names; bombs, broken and huge files are refused."""

from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oncall.calendars.reading import MOST_BYTES, Reading, Unreadable, read

NOW = datetime(2026, 3, 10, 14, tzinfo=UTC)
KNOWN = {"ann": "1", "bob@example.org": "2", "bob": "2"}


def file(*events: str, head: str = "") -> bytes:
    bodies = "".join(f"BEGIN:VEVENT\nUID:{n}\n{one}\nEND:VEVENT\n" for n, one in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{bodies}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def reading(*events: str, zone: str = "Europe/Berlin", head: str = "") -> Reading:
    return read(file(*events, head=head), zone=zone, known=KNOWN, at=NOW)


def starts(found: Reading) -> list[str]:
    return [shift.starts_at.astimezone(UTC).strftime("%m-%d %H:%M") for shift in found.shifts]


def test_a_repeat_with_a_zone_stays_at_nine_on_the_wall() -> None:
    weekly = (
        "DTSTART;TZID=Europe/Berlin:20260316T090000\nDURATION:PT8H\nSUMMARY:Ann\nRRULE:FREQ=WEEKLY;COUNT=3"
    )
    assert starts(reading(weekly)) == ["03-16 08:00", "03-23 08:00", "03-30 07:00"]
    windows = weekly.replace("Europe/Berlin", "W. Europe Standard Time")
    assert starts(reading(windows)) == starts(reading(weekly))


def test_a_repeat_in_utc_follows_the_zone_of_its_calendar_if_that_has_one() -> None:
    weekly = "DTSTART:20260316T080000Z\nDURATION:PT8H\nSUMMARY:Ann\nRRULE:FREQ=WEEKLY;COUNT=3"
    assert starts(reading(weekly)) == ["03-16 08:00", "03-23 08:00", "03-30 08:00"]
    told = reading(weekly, head="X-WR-TIMEZONE:Europe/Berlin\n")
    assert starts(told) == ["03-16 08:00", "03-23 08:00", "03-30 07:00"]


def test_exceptions_moved_and_cancelled_ones_are_followed() -> None:
    series = "DTSTART:20260316T080000Z\nDURATION:PT8H\nSUMMARY:Ann\nRRULE:FREQ=DAILY;COUNT=4\nEXDATE:20260317T080000Z"
    moved = "DTSTART:20260318T100000Z\nDURATION:PT1H\nSUMMARY:Bob\nRECURRENCE-ID:20260318T080000Z"
    off = "DTSTART:20260319T080000Z\nDURATION:PT8H\nSUMMARY:Ann\nSTATUS:CANCELLED\nRECURRENCE-ID:20260319T080000Z"
    content = file(series, moved, off).replace(b"UID:1", b"UID:0").replace(b"UID:2", b"UID:0")
    found = read(content, zone="UTC", known=KNOWN, at=NOW)
    assert starts(found) == ["03-16 08:00", "03-18 10:00"]
    assert [shift.names for shift in found.shifts] == [("Ann",), ("Bob",)]


def test_days_and_times_without_a_zone_are_meant_by_a_clock() -> None:
    days = "DTSTART;VALUE=DATE:20260328\nDTEND;VALUE=DATE:20260330\nSUMMARY:Ann"
    [shift] = reading(days).shifts
    assert (shift.starts_at, shift.ends_at - shift.starts_at) == (
        datetime(2026, 3, 27, 23, tzinfo=UTC), timedelta(hours=47),
    )  # fmt: skip
    floating = "DTSTART:20260328T090000\nDURATION:PT1H\nSUMMARY:Ann"
    assert starts(reading(floating)) == ["03-28 08:00"]
    assert starts(reading(floating, head="X-WR-TIMEZONE:America/New_York\n")) == ["03-28 13:00"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("SUMMARY:On call: ann", ("ann",)),
        ("SUMMARY:[L1] Bob", ("Bob",)),
        ("SUMMARY:Ann and Bob", ("Ann", "Bob")),
        ("SUMMARY:Databases\nDESCRIPTION:Bob", ("Bob",)),
        ("SUMMARY:Databases\nATTENDEE;CN=Robert:mailto:bob@example.org", ("bob@example.org",)),
        ("SUMMARY:Databases\nORGANIZER:mailto:bob@example.org", ("bob@example.org",)),
        ("SUMMARY:Somebody else", ("Somebody else",)),
        ("ATTENDEE;CN=Zoe:mailto:zoe@example.org", ("Zoe",)),
        ("LOCATION:here", ("an event without a title",)),
    ],
)
def test_whom_an_event_means(words: str, names: tuple[str, ...]) -> None:
    [shift] = reading(f"DTSTART:20260316T080000Z\nDURATION:PT8H\n{words}").shifts
    assert shift.names == names


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("DTSTART:20260316T080000Z\nRRULE:FREQ=SECONDLY", "Daily, weekly, monthly and yearly are followed"),
        ("DTSTART:20260316T080000Z\nRRULE:FREQ=DAILY;BYHOUR=1,2,3", "uses BYHOUR"),
        ("DTSTART:20260316T080000Z\nRRULE:FREQ=DAILY;INTERVAL=0", "every 0"),
        ("DTSTART:00010101T080000Z\nRRULE:FREQ=DAILY", "begins in 1"),
        ("DTSTART:20260316T080000Z\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU", "write it as a weekly repeat"),
        ("DTSTART:20260316T080000Z\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "would never come"),
        ("DTSTART:20260316T080000Z\nRRULE:FREQ=MONTHLY;BYDAY=6MO", "does not exist"),
        ("DTSTART;TZID=Nowhere/Atlantis:20260316T080000\nDURATION:PT1H", "Nobody knows the zone “Nowhere/Atlantis”"),
        ("DTSTART:soon", "DTSTART cannot be understood"),
        ("SUMMARY:x", "no beginning"),
        ("DTSTART:20260316T080000Z\nSTATUS:CANCELLED", "It is cancelled"),
        ("DTSTART:20260316T080000Z\nRRULE:FREQ=DAILY;UNTIL=20260401T000000Z\nRRULE:FREQ=WEEKLY", "several rules"),
    ],
)  # fmt: skip
def test_what_is_not_followed_is_told_and_the_rest_goes_on(event: str, why: str) -> None:
    begun = monotonic()
    found = reading(event, "DTSTART:20260316T080000Z\nDURATION:PT8H\nSUMMARY:Ann")
    assert [shift.names for shift in found.shifts] == [("Ann",)]
    [(_, said)] = found.refused
    assert why in said
    assert monotonic() - begun < 10


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"nonsense", "no program could read it"),
        (b"", "no program could read it"),
        (b"\xff\xfe\x00\x01", "no program could read it"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "no program could read it"),
        (b"BEGIN:VTODO\r\nEND:VTODO\r\n", "does not begin with BEGIN:VCALENDAR"),
        (file(), "no event"),
        (b"x" * (MOST_BYTES + 1), "larger than 2 MB"),
        (file(*["DTSTART:20260316T080000Z"] * 2001), "more than 2000 events"),
        (file(*["DTSTART:20260316T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"] * 14), "more than 5000 shifts"),
    ],
    ids=range(9),
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(content, zone="UTC", known={}, at=NOW)


def test_many_long_repeats_are_bounded() -> None:
    old = "DTSTART:20000101T080000Z\nDURATION:PT1H\nSUMMARY:Ann\nRRULE:FREQ=DAILY"
    found = reading(*[old] * 12)
    assert len(found.refused) == 2
    assert "too many repeats" in found.refused[0][1]


def test_a_zone_that_describes_itself_for_ever_is_not_followed() -> None:
    bomb = (
        "BEGIN:VTIMEZONE\nTZID:Bomb\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\n"
        "TZOFFSETTO:+0100\nRRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    found = reading("DTSTART;TZID=Bomb:20260316T080000\nDURATION:PT1H\nSUMMARY:Ann", head=bomb)
    assert [why for _, why in found.refused] == ["Nobody knows the zone “Bomb”. Name it as Europe/London."]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_are_an_error(noise: bytes, place: int) -> None:
    whole = file(
        "DTSTART;TZID=Europe/Berlin:20260316T090000\nDURATION:PT8H\nSUMMARY:Ann\nRRULE:FREQ=WEEKLY;COUNT=3"
    )
    try:
        read(whole[:place] + noise + whole[place:], zone="UTC", known=KNOWN, at=NOW)
    except Unreadable as refused:
        assert str(refused).endswith((".", "it."))
