"""A hunt group is made, changed, read and paused, by browser and API; what is wrong is refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.actors import actor_of
from accounts.models import User
from accounts.operations import make_token
from oncall.models import EscalationPath, HuntGroup, HuntMember
from oncall.operations.grouping import UnableToEditGroup, save_group
from oncall.operations.hunts import start_hunt
from oncall.shown.groups import group_page
from tests.clock import Clock
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db
FORM = {
    "name": "lines",
    "policy": "circular",
    "pointer": "answered",
    "ring_seconds": 20,
    "max_passes": 2,
    "pass_pause_seconds": 10,
    "wrap_up_seconds": 0,
    "logout_after_missed": 0,
    "on_no_answer": "next_member",
    "on_busy": "next_member",
    "on_unavailable": "next_member",
    "missed_call": "page",
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def oda(company: Company, clock: Clock) -> Client:
    return signed_in(company.oda)


def group_of(company: Company, *names: str, **settings: Any) -> HuntGroup:
    group = HuntGroup.objects.create(name="lines", **settings)
    for place, name in enumerate(names, start=1):
        HuntMember.objects.create(group=group, user=company.people[name], position=place)
    return group


def test_a_group_is_made_from_nothing(oda: Client, company: Company) -> None:
    made = oda.post("/oncall/groups/new/", FORM)
    group = HuntGroup.objects.get(name="lines")
    assert made.headers["Location"] == f"/oncall/groups/{group.pk}/"
    for name in ("ann", "ben"):
        given = {"user": company.people[name].pk, "weight": 1, "skills": "SQL 3, net"}
        assert oda.post(f"/oncall/groups/{group.pk}/members/new/", given).status_code == 302
    assert [m.skills for m in group.members.all()] == [{"sql": 3, "net": 1}] * 2
    ben = group.members.get(user=company.ben)
    assert oda.post(f"/oncall/groups/members/{ben.pk}/move/", {"by": "up"}).status_code == 302
    assert [str(m.user) for m in group.members.all()] == ["Ben", "Ann"]
    shown = oda.get(f"/oncall/groups/{group.pk}/").content.decode()
    assert "begins with the one after whoever answered last" in shown
    assert shown.index("<li>Ben</li>") < shown.index("<li>Ann</li>")


def test_what_is_wrong_comes_back_with_what_was_typed(oda: Client) -> None:
    wrong = oda.post("/oncall/groups/new/", {**FORM, "policy": "skills", "required_skills": "sql nine"})
    assert wrong.status_code == 400
    assert "sql nine" in wrong.content.decode()
    missing = oda.post("/oncall/groups/new/", {**FORM, "policy": "skills"})
    assert missing.status_code == 400
    assert "Say which skills a call needs" in missing.content.decode()
    taken = oda.post("/oncall/groups/new/", {**FORM, "name": "Dispatch"})
    assert "There is a hunt group Dispatch already." in taken.content.decode()
    assert HuntGroup.objects.count() == 1


def test_an_overflow_that_comes_back_to_the_group_is_refused(oda: Client, company: Company) -> None:
    one = group_of(company, "ann")
    two = HuntGroup.objects.create(name="two", overflow_group=one)
    refused = oda.post(f"/oncall/groups/{one.pk}/edit/", {**FORM, "overflow_group": two.pk})
    assert refused.status_code == 400
    assert "from lines to two, then lines" in refused.content.decode()
    one.refresh_from_db()
    assert one.overflow_group is None


def test_only_operations_managers_change_groups(company: Company, clock: Clock) -> None:
    group, ann = group_of(company, "ann"), signed_in(company.ann)
    assert ann.get(f"/oncall/groups/{group.pk}/").status_code == 200
    assert ann.get(f"/oncall/groups/{group.pk}/edit/").status_code == 403
    assert ann.post("/oncall/groups/new/", FORM).status_code == 403


def test_a_member_pauses_herself_and_nobody_else(company: Company, clock: Clock) -> None:
    group, ann = group_of(company, "ann", "ben"), signed_in(company.ann)
    hers, his = group.members.get(user=company.ann), group.members.get(user=company.ben)
    assert ann.post(f"/oncall/groups/members/{hers.pk}/pause/", {"paused": "yes"}).status_code == 302
    shown = ann.get(f"/oncall/groups/{group.pk}/").content.decode()
    assert "I am back" in shown
    assert "<li>Ann</li>" not in shown
    assert ann.post(f"/oncall/groups/members/{his.pk}/pause/", {"paused": "yes"}).status_code == 403
    HuntMember.objects.filter(pk=hers.pk).update(missed=4)
    ann.post(f"/oncall/groups/members/{hers.pk}/pause/", {"paused": "no"})
    hers.refresh_from_db()
    assert (hers.paused, hers.missed, hers.last_ended_at) == (False, 0, clock.now)


def test_the_api_reads_and_pauses(company: Company, clock: Clock) -> None:
    group = group_of(company, "ann", "ben", overflow_user=company.lea)
    token = make_token(user=company.ann, name="test", at=clock.now)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    said = client.get(f"/api/v1/oncall/groups/{group.pk}/").json()
    assert (said["following"], said["overflow"]) == (["Ann", "Ben"], "Lea")
    hers = group.members.get(user=company.ann)
    url = f"/api/v1/oncall/groups/members/{hers.pk}/pause/"
    after = client.post(url, {"paused": True}, content_type="application/json")
    assert after.json()["following"] == ["Ben"]
    assert client.post(url, {}, content_type="application/json").status_code == 400


def test_the_operation_refuses_two_overflows(company: Company, clock: Clock) -> None:
    one = group_of(company, "ann")
    wanted = {"overflow_user": company.lea, "overflow_group": HuntGroup.objects.get(name="dispatch")}
    with pytest.raises(UnableToEditGroup):
        save_group(group_id=one.pk, wanted=wanted, actor=actor_of(company.oda), at=clock.now)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("020 7946 0000", "Begin with + and the country"),
        ("+44", "This is no phone number"),
        ("+44 20 7946 0001", "Another group has the number +442079460001 already."),
    ],
)
def test_a_number_is_written_with_its_country_and_belongs_to_one_group(
    oda: Client, company: Company, typed: str, said: str
) -> None:
    HuntGroup.objects.create(name="others", number="+442079460001")
    answer = oda.post("/oncall/groups/new/", {**FORM, "missed_call": "queue", "number": typed})
    assert answer.status_code in (400, 409) and said in answer.content.decode()
    assert typed in answer.content.decode() and not HuntGroup.objects.filter(name="lines").exists()
    made = oda.post("/oncall/groups/new/", {**FORM, "missed_call": "queue", "number": "0044 (20) 7946-0000"})
    group = HuntGroup.objects.get(name="lines")
    assert (group.number, group.missed_call) == ("+442079460000", "queue")
    page = oda.get(made.headers["Location"]).content.decode()
    assert "Calls to +442079460000" in page and "wait in the queue" in page


def test_whoever_is_being_called_is_shown_so_where_a_further_call_would_ring_her(
    oda: Client, company: Company, path: EscalationPath, clock: Clock
) -> None:
    group = group_of(company, "ann", "ben", call_waiting=True)
    start_hunt(detect(), group_id=group.pk, purpose="level", at=clock.now)
    [ann, ben] = group_page(group, actor_of(company.oda), at=clock.now).members
    assert (ann.ringing, ann.turn, ann.state) == (True, 1, "being called; a further call rings her, too")
    assert (ben.ringing, ben.state) == (False, "idle")
    page = oda.get(f"/oncall/groups/{group.pk}/").content.decode()
    assert page.count("no call yet") == 1
