"""Calendars for other programs: who may read them, what stands in them, and that a shift keeps its name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from accounts.models import User
from accounts.operations import make_token
from oncall.calendars.files import shifts_around, uid_of
from oncall.models import Feed, Override
from oncall.rota.coverage import Plan
from oncall.rota.rotation import Layer, Member
from tests.clock import START, Clock
from tests.oncall.conftest import Company, weekly


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def made(client: Client, **asked: int) -> str:
    """The secret address out of the one answer that shows it."""
    shown = client.post("/oncall/feeds/", asked).content.decode()
    return "/oncall/feed/" + shown.split("/oncall/feed/", 1)[1].split("<", 1)[0].strip()


def events(client: Client, address: str) -> list[tuple[str, datetime, str]]:
    calendar = Calendar.from_ical(client.get(address).content)
    return [(str(one["SUMMARY"]), one["DTSTART"].dt, str(one["UID"])) for one in calendar.walk("VEVENT")]


@pytest.mark.django_db
def test_a_person_gets_an_address_once_and_programs_read_it(clock: Clock, company: Company) -> None:
    schedule = weekly("payments first level", company.dan, company.lea)
    dan, program = signed_in(company.dan), Client()
    address = made(dan)
    assert address not in dan.get("/accounts/profile/").content.decode()
    answer = program.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert program.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    words = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in words.split("\r\n"))
    for line in ("METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"):
        assert line in words
    assert "TZID" not in words and "DTSTART:20260310T140000Z" in words
    assert {title for title, _, _ in events(program, address)} == {"On call: payments first level"}
    of_all = made(dan, schedule=schedule.pk)
    titles = {title for title, _, _ in events(program, of_all)}
    assert titles == {"Dan on call: payments first level", "Lea on call: payments first level"}
    assert "last read" in dan.get("/accounts/profile/").content.decode()


@pytest.mark.django_db
def test_only_the_present_address_opens_it(clock: Clock, company: Company) -> None:
    weekly("dba", company.dan)
    dan, program = signed_in(company.dan), Client()
    old = made(dan)
    new = made(dan)
    assert program.get(old).status_code == 404
    assert program.get("/oncall/feed/guessed.ics").status_code == 404
    assert program.get(new).status_code == 200
    assert new.rsplit("/", 1)[1].removesuffix(".ics") not in str(list(Feed.objects.values()))
    feed = Feed.objects.get()
    assert signed_in(company.lea).post(f"/oncall/feeds/{feed.pk}/remove/").status_code == 404
    User.objects.filter(pk=company.dan.pk).update(is_active=False)
    assert program.get(new).status_code == 404
    User.objects.filter(pk=company.dan.pk).update(is_active=True)
    assert dan.post(f"/oncall/feeds/{feed.pk}/remove/").status_code == 302
    assert program.get(new).status_code == 404
    assert dan.post("/oncall/feeds/", {"schedule": "99999"}).status_code == 404
    assert dan.post("/oncall/feeds/", {"schedule": "²"}).status_code == 404


@pytest.mark.django_db
def test_a_change_shows_raises_the_edition_and_keeps_the_names(clock: Clock, company: Company) -> None:
    schedule = weekly("dba", company.dan, company.lea)
    program, address = Client(), made(signed_in(company.dan), schedule=schedule.pk)
    before, tag = events(program, address), program.get(address)["ETag"]
    clock.advance(hours=30)
    later = {uid: start for _, start, uid in events(program, address)}
    assert all(later.get(uid, start) == start for _, start, uid in before)
    span = {"starts_at": "2026-03-13T14:00", "ends_at": "2026-03-14T14:00"}
    assert (
        signed_in(company.ben)
        .post(f"/oncall/schedules/{schedule.pk}/stand-in/", {"user": company.ben.pk, **span})
        .status_code
        == 302
    )
    changed = program.get(address)
    assert changed["ETag"] != tag
    assert b"SEQUENCE:1" in changed.content
    assert "Ben on call: dba" in [title for title, _, _ in events(program, address)]
    uids = [uid for _, _, uid in events(program, address)]
    assert len(uids) == len(set(uids))
    [taken] = Override.objects.all()
    assert any(f".over.{taken.pk}." in uid for uid in uids)


@pytest.mark.django_db
def test_the_api_makes_lists_and_removes_addresses(clock: Clock, company: Company) -> None:
    schedule = weekly("dba", company.dan)
    token = make_token(user=company.dan, name="t", at=START)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    answer = client.post("/api/v1/oncall/feeds/", {"schedule": schedule.pk}, content_type="application/json")
    assert answer.status_code == 201
    address = answer.json()["address"]
    assert Client().get("/oncall/" + address.split("/oncall/", 1)[1]).status_code == 200
    [row] = client.get("/api/v1/oncall/feeds/").json()
    assert row["schedule"] == schedule.pk and "hash" not in row
    assert client.delete(f"/api/v1/oncall/feeds/{row['id']}/").status_code == 204
    assert client.delete(f"/api/v1/oncall/feeds/{row['id']}/").status_code == 404


@pytest.mark.django_db
def test_coverage_refuses_what_it_does_not_understand(clock: Clock, company: Company) -> None:
    schedule = weekly("dba", company.dan)
    client = Client(headers={"Authorization": f"Bearer {make_token(user=company.dan, name='t', at=START)}"})
    answer = client.get(f"/api/v1/oncall/schedules/{schedule.pk}/coverage/?from=2026-03-01T00:00Z")
    assert answer.status_code == 400
    assert "“from” is not understood here. Ask by starts_at, ends_at." in str(answer.json()["fields"])


LONDON = Layer(
    anchor=datetime(2026, 3, 2, 9, tzinfo=UTC).replace(tzinfo=None),
    tz="Europe/London",
    key="7",
    members=tuple(Member(user=user) for user in "abc"),
)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 365), st.integers(1, 40))
def test_a_shift_keeps_its_name_whenever_it_is_read(first: int, days_later: int) -> None:
    """Both readings name what they both show alike, the nights included on which the clocks change."""
    day = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=first)
    plan = Plan(layers=(LONDON,))
    readings = [
        {uid_of(1, shift, "h"): shift for shift in shifts_around(plan, one)}
        for one in (day, day + timedelta(days=days_later))
    ]
    shared = readings[0].keys() & readings[1].keys()
    assert shared
    assert all(readings[0][uid] == readings[1][uid] for uid in shared)
    spans = [{(shift.starts_at, shift.ends_at) for shift in reading.values()} for reading in readings]
    assert len(spans[0] & spans[1]) == len(shared)
    assert all(shift.starts_at.astimezone(LONDON.zone).hour == 9 for shift in readings[0].values())
