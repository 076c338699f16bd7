"""Schedules in the pages and the API: draw, stand in, take over, swap, be away; who may, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.operations import make_token
from oncall.models import Absence, EscalationPath, Layer, LayerMember, Override, Schedule, Swap
from oncall.queries import duties
from tests.clock import START, Clock
from tests.oncall.conftest import Company, detect, paged, weekly
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
WEEKLY = {
    "name": "Weekly", "members": "Dan\nLea", "at_once": "1", "every": "1", "unit": "week",
    "first_date": "2026-01-05", "first_time": "09:00",
}  # fmt: skip


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def on_duty(clock: Clock) -> list[str]:
    return [person.username for duty in duties(clock.now) for person in duty.people]


def local(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def test_a_schedule_is_drawn_from_nothing_and_shown(clock: Clock, company: Company) -> None:
    oda = signed_in(company.oda)
    answer = oda.post("/oncall/schedules/new/", {"name": "Databases", "zone": "Europe/London"})
    schedule = Schedule.objects.get()
    assert answer["Location"] == f"/oncall/schedules/{schedule.pk}/"
    assert "nobody" in oda.get(answer["Location"]).content.decode()
    assert oda.post(f"/oncall/schedules/{schedule.pk}/layers/new/", WEEKLY).status_code == 302
    shown = oda.get(f"/oncall/schedules/{schedule.pk}/").content.decode()
    assert "a week each, handed over Monday 09:00" in shown
    assert "Dan, Lea" in shown
    assert on_duty(clock)[0] in ("dan", "lea")
    told = TimelineEntry.objects.filter(subject=schedule.key).order_by("id").values_list("kind", flat=True)
    assert list(told) == ["schedule.drawn", "schedule.layer_drawn"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"members": "Dan\nNobody Known"}, "Nobody here is called Nobody Known"),
        ({"members": " , "}, "Nobody would be on call in this layer"),
        ({"unit": "custom", "pattern": "soon"}, "Write lengths as 4d, 3d"),
        ({"every": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_layer_that_cannot_be_is_refused_with_a_sentence(
    company: Company, changed: dict[str, str], words: str
) -> None:
    schedule = Schedule.objects.create(name="dba")
    answer = signed_in(company.oda).post(f"/oncall/schedules/{schedule.pk}/layers/new/", WEEKLY | changed)
    assert answer.status_code in (400, 409)
    assert words in answer.content.decode()
    assert not Layer.objects.exists()


def test_who_joins_leaves_the_dates_of_the_others(clock: Clock, company: Company) -> None:
    schedule = weekly("dba", company.dan, company.lea)
    layer = schedule.layers.get()
    form = WEEKLY | {"first_date": f"{START:%Y-%m-%d}", "first_time": f"{START:%H:%M}"}
    oda, url = signed_in(company.oda), f"/oncall/layers/{layer.pk}/"
    assert "Dan\nLea" in oda.get(url).content.decode()
    assert oda.post(url, form | {"members": "Dan\nLea\nBen"}).status_code == 302
    joined = LayerMember.objects.get(user=company.ben)
    assert (joined.layer, joined.joins_at) == (layer, clock.now)
    assert oda.post(url, form | {"members": "Lea\nBen"}).status_code == 302
    assert LayerMember.objects.get(user=company.dan).leaves_at == clock.now
    # Another length of turns is another rotation: the old one ends, and what was stays.
    assert oda.post(url, form | {"members": "Lea\nBen", "unit": "day"}).status_code == 302
    layer.refresh_from_db()
    assert layer.ends_at == clock.now
    assert schedule.layers.get(ends_at=None).unit == "day"
    assert "Somebody has changed this layer" in oda.post(url, form).content.decode()


def test_only_managers_draw(company: Company) -> None:
    schedule = weekly("dba", company.dan)
    dan = signed_in(company.dan)
    assert dan.post("/oncall/schedules/new/", {"name": "x", "zone": "UTC"}).status_code == 403
    assert dan.post(f"/oncall/layers/{schedule.layers.get().pk}/end/").status_code == 403
    assert dan.get(f"/oncall/schedules/{schedule.pk}/").status_code == 200


def test_one_tap_takes_over_is_paged_and_gives_back(
    clock: Clock, company: Company, path: EscalationPath
) -> None:
    schedule = weekly("dba", company.dan, company.lea)
    level = path.levels.get(position=0)
    level.users.clear()
    level.schedules.add(schedule)
    ben = signed_in(company.ben)
    assert ben.post(f"/oncall/schedules/{schedule.pk}/take-over/").status_code == 302
    assert on_duty(clock) == ["ben"]
    assert Override.objects.get().ends_at == START + timedelta(days=7)
    incident = detect()
    clock.settle()
    assert paged(incident, clock) == [(0, "ben")]
    clock.advance(minutes=1)
    assert "Give back" in ben.get("/oncall/").content.decode()
    made = Override.objects.get()
    assert signed_in(company.ann).post(f"/oncall/stand-ins/{made.pk}/end/").status_code == 403
    assert ben.post(f"/oncall/stand-ins/{made.pk}/end/").status_code == 302
    assert on_duty(clock) == ["dan"]
    assert "nothing left to undo" in ben.post(f"/oncall/stand-ins/{made.pk}/end/").content.decode()


def test_stand_ins_say_who_may_and_do_not_overlap(clock: Clock, company: Company) -> None:
    schedule = weekly("dba", company.dan)
    url = f"/oncall/schedules/{schedule.pk}/stand-in/"
    span = {"starts_at": local(START + timedelta(hours=1)), "ends_at": local(START + timedelta(hours=5))}
    ben, oda = signed_in(company.ben), signed_in(company.oda)
    assert ben.post(url, {"user": company.lea.pk, **span}).status_code == 403
    assert ben.post(url, {"user": company.ben.pk, **span}).status_code == 302
    refused = oda.post(url, {"user": company.lea.pk, **span})
    assert refused.status_code == 409
    assert "Ben stands in already" in refused.content.decode()
    backwards = {"starts_at": span["ends_at"], "ends_at": span["starts_at"]}
    assert "must lie after" in oda.post(url, {"user": company.lea.pk, **backwards}).content.decode()
    past = {"starts_at": local(START - timedelta(hours=5)), "ends_at": local(START - timedelta(hours=1))}
    assert "This time is over" in oda.post(url, {"user": company.lea.pk, **past}).content.decode()
    clock.advance(hours=2)
    assert on_duty(clock) == ["ben"]


def test_a_swap_is_asked_taken_and_undone(clock: Clock, company: Company) -> None:
    schedule = weekly("dba", company.dan, company.lea)
    url = f"/oncall/schedules/{schedule.pk}/swap/"
    span = {"starts_at": local(START + timedelta(hours=1)), "ends_at": local(START + timedelta(hours=9))}
    dan, ben = signed_in(company.dan), signed_in(company.ben)
    assert "what is not theirs" in ben.post(url, {"gives": company.ben.pk, **span}).content.decode()
    assert dan.post(url, {"gives": company.dan.pk, "note": "dentist", **span}).status_code == 302
    assert "asked for already" in dan.post(url, {"gives": company.dan.pk, **span}).content.decode()
    swap = Swap.objects.get()
    clock.advance(hours=2)
    assert on_duty(clock) == ["dan"]
    assert "dentist" in ben.get("/oncall/").content.decode()
    assert "yours already" in dan.post(f"/oncall/swaps/{swap.pk}/take/").content.decode()
    assert ben.post(f"/oncall/swaps/{swap.pk}/take/").status_code == 302
    assert on_duty(clock) == ["ben"]
    assert (
        "has taken it already"
        in signed_in(company.lea).post(f"/oncall/swaps/{swap.pk}/take/").content.decode()
    )
    assert signed_in(company.lea).post(f"/oncall/swaps/{swap.pk}/undo/").status_code == 403
    assert ben.post(f"/oncall/swaps/{swap.pk}/undo/").status_code == 302
    clock.advance(minutes=1)
    assert on_duty(clock) == ["dan"]
    assert "is over" in dan.post(f"/oncall/swaps/{swap.pk}/undo/").content.decode()


def test_who_is_away_leaves_a_gap_that_is_offered(clock: Clock, company: Company) -> None:
    schedule = weekly("dba", company.dan)
    LayerMember.objects.create(layer=schedule.layers.get(), user=company.lea, position=9)
    span = {
        "starts_at": local(START + timedelta(days=1)),
        "ends_at": local(START + timedelta(days=1, hours=12)),
    }
    dan, oda = signed_in(company.dan), signed_in(company.oda)
    assert dan.post("/oncall/absences/new/", {"user": company.lea.pk, **span}).status_code == 403
    assert dan.post("/oncall/absences/new/", {"user": company.dan.pk, **span}).status_code == 302
    shown = oda.get("/oncall/").content.decode()
    assert "Nobody is on call" in shown
    assert "Put Lea on call" in shown
    begins, ends = START + timedelta(days=1), START + timedelta(days=1, hours=12)
    gap = {"starts_at": begins.isoformat(), "ends_at": ends.isoformat()}
    url = f"/oncall/schedules/{schedule.pk}/stand-in/"
    assert "Dan is away" in oda.post(url, {"user": company.dan.pk, **gap}).content.decode()
    assert oda.post(url, {"user": company.lea.pk, **gap}).status_code == 302
    assert "Nobody is on call" not in oda.get("/oncall/").content.decode()
    away = Absence.objects.get()
    assert dan.post(f"/oncall/absences/{away.pk}/end/").status_code == 302
    assert not Absence.objects.exists()


def test_pages_ask_as_often_for_many_as_for_few(clock: Clock, company: Company) -> None:
    client = signed_in(company.oda)
    schedule = weekly("one", company.dan, company.lea)

    def asked(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = asked("/oncall/")
    for number in range(8):
        weekly(f"more {number}", company.dan, company.ben)
    assert asked("/oncall/") == few <= 25
    assert asked(f"/oncall/schedules/{schedule.pk}/?week=2") <= 25
    assert client.get("/oncall/?week=nonsense").status_code == 200
    assert client.get("/oncall/schedules/99999/").status_code == 404


def test_the_api_reads_coverage_and_lets_people_stand_in(clock: Clock, company: Company) -> None:
    schedule = weekly("dba", company.dan)
    token = make_token(user=company.ben, name="t", at=START)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    url = f"/api/v1/oncall/schedules/{schedule.pk}"
    [shift] = client.get(f"{url}/coverage/").json()
    assert (shift["users"][0]["name"], shift["kind"]) == ("Dan", "layer")
    span = {
        "starts_at": (START + timedelta(hours=1)).isoformat(),
        "ends_at": (START + timedelta(hours=2)).isoformat(),
    }
    made = client.post(f"{url}/overrides/", span, content_type="application/json")
    assert made.status_code == 201
    shown = client.get(f"{url}/coverage/").json()
    assert [one["users"][0]["name"] for one in shown] == ["Dan", "Ben", "Dan"]
    assert client.post(f"{url}/overrides/", span, content_type="application/json").status_code == 409
    assert client.delete(f"/api/v1/oncall/overrides/{made.json()['id']}/").status_code == 204
    assert (
        client.get(f"{url}/coverage/?starts_at=2026-01-01T00:00Z&ends_at=2025-01-01T00:00Z").status_code
        == 400
    )
    assert client.get("/api/v1/oncall/schedules/9999/coverage/").status_code == 404
