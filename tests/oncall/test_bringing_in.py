"""A calendar file becomes a layer: shown first, written when let in, replaced when brought in again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from oncall.models import CalendarDraft, Layer, LayerShift
from oncall.queries import duties
from tests.clock import Clock
from tests.oncall.conftest import Company, weekly
from tests.oncall.test_calendar_reading import file
from tests.oncall.test_feeds import signed_in

pytestmark = pytest.mark.django_db
DAN = "DTSTART:20260310T150000Z\nDURATION:PT8H\nSUMMARY:dan"
ZOE = "DTSTART:20260311T150000Z\nDURATION:PT8H\nSUMMARY:Zoe Unknown"


def bring(client: Client, schedule: int, *events: str, name: str = "Rota") -> str:
    upload = SimpleUploadedFile("rota.ics", file(*events), content_type="text/calendar")
    answer = client.post(f"/oncall/schedules/{schedule}/calendar/", {"file": upload, "name": name})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def on_duty(clock: Clock) -> list[str]:
    return [person.username for duty in duties(clock.now) for person in duty.people]


def test_a_calendar_is_shown_first_and_then_let_in(clock: Clock, company: Company) -> None:
    schedule, oda = weekly("dba", company.lea), signed_in(company.oda)
    place = bring(oda, schedule.pk, DAN, ZOE, "SUMMARY:broken")
    shown = oda.get(place).content.decode()
    for words in ("1 name nobody here has", "Zoe Unknown", "It has no beginning", "Nothing is written yet"):
        assert words in shown
    assert f'<option value="{company.dan.pk}" selected>' in shown
    assert not LayerShift.objects.exists()
    people = {"person-1": company.dan.pk, "person-2": ""}
    assert oda.post(place, people).status_code == 302
    assert [row.user for row in LayerShift.objects.all()] == [company.dan]
    assert not CalendarDraft.objects.exists()
    assert on_duty(clock) == ["lea"]
    clock.advance(hours=2)
    assert on_duty(clock) == ["dan"]
    page = oda.get(f"/oncall/schedules/{schedule.pk}/").content.decode()
    assert "from the calendar rota.ics, until 10 March 2026" in page
    assert "Bring it in again" in page
    assert oda.get(place).status_code == 404
    # Somebody may stand in over it, as over every layer.
    assert signed_in(company.ben).post(f"/oncall/schedules/{schedule.pk}/take-over/").status_code == 302
    assert on_duty(clock) == ["ben"]


def test_brought_in_again_it_replaces_itself(clock: Clock, company: Company) -> None:
    schedule, oda = weekly("dba", company.lea), signed_in(company.oda)
    oda.post(bring(oda, schedule.pk, DAN), {"person-1": company.dan.pk})
    first = Layer.objects.get(name="Rota")
    again = bring(oda, schedule.pk, DAN)
    assert "takes the place of the layer" in oda.get(again).content.decode()
    oda.post(again, {"person-1": company.ben.pk})
    clock.advance(hours=2)
    assert on_duty(clock) == ["ben"]
    first.refresh_from_db()
    assert first.ends_at == clock.start
    form = {"name": "Rota", "members": "Dan", "at_once": 1, "every": 1, "unit": "week"}
    form |= {"first_date": "2026-01-05", "first_time": "09:00"}
    layer = Layer.objects.get(name="Rota", ends_at=None)
    assert "Bring the calendar in again" in oda.post(f"/oncall/layers/{layer.pk}/", form).content.decode()


def test_nothing_is_written_for_nobody_or_by_others(clock: Clock, company: Company) -> None:
    schedule, oda = weekly("dba", company.lea), signed_in(company.oda)
    place = bring(oda, schedule.pk, ZOE)
    refused = oda.post(place, {"person-1": "999999"})
    assert refused.status_code == 409
    assert "Say whom at least one name means" in refused.content.decode()
    assert not Layer.objects.exclude(brought_from="").exists()
    dan = signed_in(company.dan)
    assert dan.get(place).status_code == 403
    assert dan.get(f"/oncall/schedules/{schedule.pk}/calendar/").status_code == 403
    url = f"/oncall/schedules/{schedule.pk}/calendar/"
    for content, words in ((b"nonsense", "no program could read it"), (b"x" * (3 << 20), "larger than 2 MB")):
        answer = oda.post(url, {"file": SimpleUploadedFile("x.ics", content), "name": "Rota"})
        assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert "Choose a file" in oda.post(url, {"name": "Rota"}).content.decode()


def test_over_the_api_a_calendar_is_looked_at_and_then_let_in(clock: Clock, company: Company) -> None:
    schedule, oda = weekly("dba", company.lea), signed_in(company.oda)
    at, kind = f"/api/v1/oncall/schedules/{schedule.pk}/calendars/", "application/json"
    text = file(DAN, ZOE, "SUMMARY:broken").decode()
    asked = {"name": "Rota", "content": text}
    assert signed_in(company.ben).post(at, asked, content_type=kind).status_code == 403
    looked = oda.post(at, asked, content_type=kind)
    assert looked.status_code == 201
    found = looked.json()
    assert [(one["name"], one["guess"] and one["guess"]["username"]) for one in found["names"]] == [
        ("dan", "dan"),
        ("Zoe Unknown", None),
    ]
    assert found["refused"] == [["broken", "It has no beginning."]] and not found["replaces"]
    assert not LayerShift.objects.exists()
    draft = f"/api/v1/oncall/calendar-drafts/{found['id']}/"
    assert oda.get(draft).json() == found
    unknown = oda.post(draft, {"people": {"Nobody": "ben"}}, content_type=kind)
    assert unknown.status_code == 400 and "No event names" in unknown.content.decode()
    nobody = oda.post(draft, {"people": {"dan": None}}, content_type=kind)
    assert nobody.status_code == 409 and nobody.json()["error"] == "CALENDAR_EMPTY"
    let_in = oda.post(draft, {"people": {"Zoe Unknown": "ben"}}, content_type=kind)
    assert let_in.status_code == 201 and let_in.json()["shifts"] == 2
    assert {row.user for row in LayerShift.objects.all()} == {company.dan, company.ben}
    assert oda.get(draft).status_code == 404


@pytest.mark.parametrize(
    "body", [{"name": "x"}, {"name": "x", "content": "no calendar"}, {"content": "BEGIN"}]
)
def test_over_the_api_what_is_no_calendar_is_refused(
    clock: Clock, company: Company, body: dict[str, str]
) -> None:
    schedule, oda = weekly("dba", company.lea), signed_in(company.oda)
    at = f"/api/v1/oncall/schedules/{schedule.pk}/calendars/"
    assert oda.post(at, body, content_type="application/json").status_code == 400
    upload = SimpleUploadedFile("big.ics", b"x" * (2 * 1024 * 1024 + 5), content_type="text/calendar")
    assert oda.post(at, {"name": "x", "file": upload}).status_code == 400
