"""A path is drawn, changed, restored and simulated in the browser and over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Asset
from oncall.models import EscalationPath, Page, Schedule
from tests.clock import Clock
from tests.oncall.conftest import Company

pytestmark = pytest.mark.django_db
JSON = "application/json"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def oda(company: Company, path: EscalationPath, clock: Clock) -> Client:
    return signed_in(company.oda)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def new_path(company: Company, **changed: Any) -> dict[str, Any]:
    drawn = {
        **{"name": "Databases", "most": "P1", "least": "P2", "kinds": ["database"], "signals": "db_*"},
        **{"days": ["5", "6"], "opens": "00:00", "closes": "00:00", "zone": "Europe/London"},
        **{"level_name": "DBA", "minutes": "7", "users": [f"user:{company.dan.pk}"]},
        **{"repeat": "0", "fallback": f"user:{company.max.pk}", "ack_minutes": "20"},
    }
    return {**drawn, **changed}


def test_a_path_is_drawn_from_nothing(oda: Client, company: Company) -> None:
    made = oda.post("/oncall/paths/new/", new_path(company))
    assert made.status_code == 302, made.content.decode()
    shown = text(oda, made["Location"])
    assert "For P1 and P2, databases, alert db_*, Sat and Sun London" in shown
    assert "Tried 1. of 2" in shown
    assert "holds 20 min" in shown
    path = EscalationPath.objects.get(name="Databases")
    level = path.levels.get()
    assert (level.name, level.ack_minutes, list(level.users.all())) == ("DBA", 7, [company.dan])
    assert oda.get(f"/oncall/paths/{path.pk}/edit/").content.decode().count("checked") == 3


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"minutes": "0"}, "greater than or equal to 1"),
        ({"repeat": "10"}, "less than or equal to 9"),
        ({"users": []}, "Tick at least one person"),
        ({"assets": "nobody-knows"}, "Nothing here is called"),
        ({"zone": "Europe/Nowhere"}, "The zone is not known"),
        ({"most": "P3", "least": "P1"}, "Begin with the more urgent one"),
        ({"name": "DB response slow"}, "There is a path"),
        ({"users": ["user:999999"]}, "Select a valid choice"),
        ({"ack_minutes": "1"}, "greater than or equal to 5"),
        ({"name": "x" * 81}, "at most 80"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    oda: Client, company: Company, changed: dict[str, Any], words: str
) -> None:
    refused = oda.post("/oncall/paths/new/", new_path(company, **changed))
    shown = refused.content.decode()
    assert refused.status_code == 400
    assert words in shown
    assert "db_*" in shown
    assert EscalationPath.objects.count() == 1


def test_levels_are_added_moved_changed_and_removed(
    oda: Client, company: Company, path: EscalationPath
) -> None:
    at = f"/oncall/paths/{path.pk}/"
    ben = {"name": "helpers", "minutes": "3", "users": [f"user:{company.ben.pk}"]}
    assert oda.post(f"{at}levels/new/", {**ben, "seen": "0"}).status_code == 302
    assert oda.post(f"{at}levels/4/move/", {"by": "up", "seen": "1"}).status_code == 302
    assert oda.post(f"{at}levels/3/", {**ben, "minutes": "4", "each_acks": "on"}).status_code == 302
    assert oda.post(f"{at}levels/1/remove/").status_code == 302
    rows = list(path.levels.values_list("name", "ack_minutes", "each_acks"))
    assert rows == [("DBA", 10, False), ("helpers", 4, True), ("lead", 15, False)]
    shown = text(oda, at)
    assert "each of them has to answer" in shown
    assert "level “helpers”: Ben, 3 min added" in shown
    assert oda.post(f"{at}levels/9/remove/").status_code == 409
    assert oda.get(f"{at}levels/9/").status_code == 404
    stale = oda.post(f"{at}levels/1/move/", {"by": "down", "seen": "1"})
    assert (stale.status_code, "Somebody changed it meanwhile" in stale.content.decode()) == (409, True)


def test_an_old_version_is_looked_at_and_restored(oda: Client, path: EscalationPath) -> None:
    at = f"/oncall/paths/{path.pk}/"
    assert oda.post(f"{at}levels/1/remove/").status_code == 302
    assert "Restore this version" in text(oda, f"{at}versions/0/")
    assert "This is how it is now" in text(oda, f"{at}versions/1/")
    assert oda.post(f"{at}versions/0/restore/").status_code == 302
    assert path.levels.count() == 3
    assert oda.post(f"{at}versions/77/restore/").status_code == 404


def test_the_last_catch_all_is_neither_retired_nor_narrowed(oda: Client, path: EscalationPath) -> None:
    at = f"/oncall/paths/{path.pk}/"
    refused = oda.post(f"{at}retire/")
    assert (refused.status_code, "this is the last one that does" in refused.content.decode()) == (409, True)
    narrowed = oda.post(f"{at}edit/", {"name": "x", "most": "P1", "repeat": "1"})
    assert (narrowed.status_code, "LAST_CATCH_ALL" in narrowed.content.decode()) == (409, True)


def test_order_retirement_and_the_last_resort(oda: Client, company: Company, path: EscalationPath) -> None:
    made = oda.post("/oncall/paths/new/", new_path(company))["Location"]
    assert oda.post(f"{made}move/", {"by": "down"}).status_code == 302
    assert list(EscalationPath.objects.values_list("name", flat=True)) == ["DB response slow", "Databases"]
    assert oda.post(f"{made}retire/").status_code == 302
    assert "no incident takes it" in text(oda, made)
    assert oda.post(f"{made}levels/1/remove/").status_code == 409
    assert oda.post(f"{made}bring-back/").status_code == 302
    assert oda.post("/oncall/paths/last-resort/", {"person": company.max.pk}).status_code == 302
    assert "<b>Max</b>" in text(oda, "/oncall/paths/")


def test_staff_read_and_only_managers_change(oda: Client, company: Company, path: EscalationPath) -> None:
    ann = signed_in(company.ann)
    shown = text(ann, f"/oncall/paths/{path.pk}/")
    assert "Add a level" not in shown and "Retire" not in shown
    assert ann.get("/oncall/paths/new/").status_code == 403
    assert ann.post(f"/oncall/paths/{path.pk}/retire/").status_code == 403


def test_a_simulation_says_who_is_woken_and_why_not_and_pages_nobody(
    oda: Client, company: Company, path: EscalationPath
) -> None:
    oda.post("/oncall/paths/new/", new_path(company))
    empty = Schedule.objects.create(name="databases")
    level = path.levels.get(position=1)
    level.users.clear()
    level.schedules.add(empty)
    shown = text(oda, "/oncall/simulate/?priority=P3&at=2026-03-15T03:00&signal=db_full")
    assert "the priority and the asset does not fit" in shown
    assert "databases has nobody on call" in shown
    assert "passed over at once" in shown
    Asset.objects.create(name="orders-db", kind="database")
    url = "/oncall/simulate/?priority=P1&asset=orders-db&at=2026-03-15T03:00&signal=db_full&ack=3"
    shown = text(oda, url)
    assert ">Databases</a>" in shown
    assert "Acknowledged after 3 min: nobody further is woken." in shown
    assert "SMS and mail" in shown
    assert not Page.objects.exists()
    assert oda.get("/oncall/simulate/?at=yesterday").status_code == 400
    assert oda.get("/oncall/simulate/?path=999999999999999999999").status_code in (200, 400)


def test_the_api_draws_changes_and_simulates(oda: Client, company: Company, path: EscalationPath) -> None:
    shown = oda.get(f"/api/v1/oncall/paths/{path.pk}/").json()
    assert [level["minutes"] for level in shown["levels"]] == [5, 10, 15]
    assert shown["fallback"] == {"kind": "user", "id": company.max.pk, "name": "Max"}
    same = {**shown, "levels": shown["levels"][:2], "repeat": 0}
    url = f"/api/v1/oncall/paths/{path.pk}/"
    changed = oda.put(url, same, JSON)
    assert (changed.status_code, changed.json()["version"], len(changed.json()["levels"])) == (200, 1, 2)
    assert oda.put(url, same, JSON).json()["blocked_by"] == ["STALE"]
    assert oda.delete(url).json()["blocked_by"] == ["LAST_CATCH_ALL"]
    week = {"days": [5, 6], "opens": "00:00", "closes": "00:00", "zone": "Europe/London"}
    made = oda.post("/api/v1/oncall/paths/", {**same, "name": "Weekend", "week": week}, JSON)
    assert (made.status_code, made.json()["week"]["zone"]) == (201, "Europe/London")
    assert signed_in(company.ann).put(url, same, JSON).status_code == 403
    wrong = oda.post("/api/v1/oncall/paths/", {"name": "x", "levels": [{"name": "y", "minutes": 0}]}, JSON)
    assert wrong.status_code == 400
    night = oda.post(
        "/api/v1/oncall/simulate/", {"at": "2026-03-15T03:00:00Z", "priority": "P1"}, JSON
    ).json()
    assert night["path"] == "Weekend"
    assert [(step["minute"], step["level"]) for step in night["steps"]] == [
        (0, "operators"), (5, "DBA"), (15, "Fallback"), (30, "Last resort"),
    ]  # fmt: skip
    assert oda.delete(f"/api/v1/oncall/paths/{made.json()['id']}/").status_code == 204
