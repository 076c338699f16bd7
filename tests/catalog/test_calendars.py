"""Calendars: public holidays by country and region, days of one's own, and the pages where they are kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from catalog.business_hours import Calendar, hours_to_open, is_open
from catalog.models import Calendar as CalendarRow
from catalog.models import Customer
from catalog.public_holidays import public_holidays
from tests.staff import hire_everybody

ADDRESS = "/calendars/"
TYPED = {
    "name": "Scotland", "zone": "Europe/London", "days": ["0", "1", "2", "3", "4"], "opens": "09:00", "closes": "17:00",
    "country": "gb", "subdivision": "sct", "holidays": "2026-03-11\n2026-12-24",
}  # fmt: skip


def test_on_a_public_holiday_nobody_is_at_work() -> None:
    london = Calendar(tz="Europe/London", country="GB", subdivision="ENG")
    monday = datetime(2026, 5, 25, 10, tzinfo=UTC)
    assert not is_open(london, monday)
    assert hours_to_open(london, monday) == 22
    assert is_open(Calendar(tz="Europe/London"), monday)


def test_a_region_has_days_of_its_own() -> None:
    assert date(2026, 11, 30) in public_holidays("GB", "SCT", 2026)
    assert date(2026, 11, 30) not in public_holidays("GB", "ENG", 2026)
    assert public_holidays("GB", "nowhere", 2026) == {} == public_holidays("ZZ", "", 2026)


@pytest.fixture
def signed_in(db: None) -> Callable[[str], Client]:
    """A browser of somebody who holds only that role."""
    people = hire_everybody()

    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(people[role])
        return client

    return sign_in


def test_a_calendar_is_added_shown_and_changed(signed_in: Callable[[str], Client]) -> None:
    csr = signed_in("csr")
    answer = csr.post(f"{ADDRESS}new/", TYPED)
    row = CalendarRow.objects.get(name="Scotland")
    assert answer.status_code == 302
    assert (row.country, row.subdivision, row.holidays) == (
        "GB",
        "SCT",
        [date(2026, 3, 11), date(2026, 12, 24)],
    )
    page = csr.get(f"{ADDRESS}{row.pk}/").content.decode()
    assert "Andrew" in page and "day of our own" in page
    assert "Scotland" in csr.get(ADDRESS).content.decode()
    csr.post(f"{ADDRESS}{row.pk}/edit/", {**TYPED, "closes": "18:00"})
    row.refresh_from_db()
    assert f"{row.closes:%H:%M}" == "18:00"
    assert "18:00" in csr.get(f"{ADDRESS}{row.pk}/?history").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("zone", "Mars/Base", "is no time zone"),
        ("country", "ZZ", "We know no holidays"),
        ("subdivision", "XX", "is no region there"),
        ("holidays", "Christmas", "is no day"),
        ("days", [], "Tick at least one day"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    signed_in: Callable[[str], Client], field: str, value: object, sentence: str
) -> None:
    answer = signed_in("csr").post(f"{ADDRESS}new/", {**TYPED, field: value})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_a_calendar_in_use_stays(signed_in: Callable[[str], Client]) -> None:
    row = CalendarRow.objects.create(name="Office", zone="UTC", days=[0])
    Customer.objects.update(calendar=row)
    answer = signed_in("csr").post(f"{ADDRESS}{row.pk}/remove/", {"sure": "1"})
    assert "Give them another first" in answer.content.decode()
    assert CalendarRow.objects.filter(pk=row.pk).exists()
