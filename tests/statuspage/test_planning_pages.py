"""Planned maintenance on its pages and in the API, as staff write it."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Change
from statuspage.models import Maintenance
from tests.clock import START
from tests.statuspage.conftest import Company
from tests.statuspage.test_maintenance import HOUR, planned

HOME = "/statuspage/maintenance/"


def typed(company: Company, **given: Any) -> dict[str, Any]:
    return {
        "title": "Reports move house",
        "text": "Reports are not to be had.",
        "components": [company.components["Reports"].public_id],
        "starts_at": "2026-03-12T02:00",
        "ends_at": "2026-03-12T03:00",
        "announce_at": "",
        "remind_minutes": "1440",
        "repeats": "",
        "rule": "",
        **given,
    }


def test_it_is_planned_in_the_readers_zone_and_announced_at_once(company: Company) -> None:
    User.objects.filter(username="csr").update(zone="Asia/Tokyo")
    company.people["csr"].refresh_from_db()
    client = company.signed_in("csr")
    assert client.get(f"{HOME}new/").status_code == 200
    answer = client.post(f"{HOME}new/", typed(company), follow=True)
    row = Maintenance.objects.get()
    assert row.starts_at.isoformat() == "2026-03-11T17:00:00+00:00" and row.announced_at == START
    page = answer.content.decode()
    assert "Planned." in page and "Customers read that Reports move house is planned" in page
    assert "Reports move house" in client.get(HOME).content.decode()


def test_a_change_fills_the_form_and_stays_with_it(company: Company) -> None:
    change = Change.objects.create(
        what="Move txn-db-01", state="approved", starts_at=START, ends_at=START + HOUR, recorded_at=START
    )
    change.assets.set(company.components["Ordering"].assets.all())
    client = company.signed_in("operator")
    page = client.get(f"{HOME}new/?change={change.pk}").content.decode()
    assert "2026-03-10T14:00" in page or "2026-03-10T15:00" in page
    assert f'value="{company.components["Ordering"].public_id}" id="id_components_0" checked' in page.replace(
        'id="id_components_0" aria-describedby', 'id="id_components_0"'
    )
    client.post(f"{HOME}new/", typed(company, change=change.pk))
    row = Maintenance.objects.get()
    assert row.change == change and f"CHG-{change.pk}" in client.get(f"{HOME}{row.pk}/").content.decode()
    assert "txn-db-01" not in Client().get("/status/").content.decode()


def test_what_is_refused_comes_back_with_what_was_typed(company: Company) -> None:
    client = company.signed_in("operator")
    answer = client.post(f"{HOME}new/", typed(company, text="We restart txn-db-01."))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "STP_INNER_NAME" in page and "We restart txn-db-01." in page and not Maintenance.objects.exists()
    assert client.post(f"{HOME}new/", typed(company, starts_at="soon")).status_code == 400
    assert client.post(f"{HOME}new/", typed(company, repeats="own", rule="often")).status_code == 409


def test_it_is_changed_told_of_and_called_off(company: Company) -> None:
    row = planned(company, announce_at=START)
    client, here = company.signed_in("csr"), f"{HOME}{row.pk}/"
    seen = {"seen": row.revision}
    assert client.post(f"{here}change/", typed(company, title="Anew", **seen)).status_code == 302
    assert client.post(f"{here}change/", typed(company, title="Late", **seen)).status_code == 409
    assert (
        client.post(f"{here}tell/", {"status": "in_progress", "text": "We begin early."}).status_code == 302
    )
    assert company.state("Reports") == "maintenance"
    assert client.post(f"{here}cancel/", {"text": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.state) == ("Anew", "cancelled") and company.state("Reports") == "operational"
    for act in ("tell/", "cancel/", "change/"):
        assert client.get(f"{here}{act}").status_code == 200
        assert client.post(f"{here}{act}", {"status": "completed", "text": "x"}).status_code in (400, 409)


@pytest.mark.parametrize(
    ("role", "code"), [("executive", 403), ("account_manager", 403), ("ops_manager", 200)]
)
def test_who_may_plan(role: str, code: int, company: Company) -> None:
    client = company.signed_in(role)
    assert client.get(HOME).status_code == 200
    assert client.get(f"{HOME}new/").status_code == code


def test_the_same_over_the_api(company: Company) -> None:
    client = company.signed_in("csr")

    def ask(path: str, **given: Any) -> Any:
        return client.post(f"/api/v1/maintenance/{path}", given, content_type="application/json")

    body = typed(company, starts_at="2026-03-15T02:00:00Z", ends_at="2026-03-15T03:00:00Z", announce_at=None)
    made = ask("", **{**body, "rule": "FREQ=WEEKLY", "zone": "Europe/Berlin", "remind_minutes": 60})
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    assert client.get("/api/v1/maintenance/").json()["count"] == 4
    assert client.get(f"/api/v1/maintenance/{number}/").json()["rule"] == "FREQ=WEEKLY"
    refused = ask("", **{**body, "text": "txn-db-01"})
    assert (refused.status_code, refused.json()["blocked_by"]) == (409, ["STP_INNER_NAME"])
    assert ask("", title="x").status_code == 400
    told = ask(f"{number}/tell/", text="We begin.", status="in_progress")
    assert told.json()["state"] == "in_progress"
    assert ask(f"{number}/cancel/", whole_series=True).json()["state"] == "cancelled"
    assert ask("999/cancel/").status_code == 404
    assert Client().get("/api/v1/maintenance/").status_code in (401, 403)
