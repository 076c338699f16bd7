"""Parts over the API: contacts, contract terms, redundancy, touch points, promises, calendars; twice is once."""

from collections.abc import Callable
from typing import Any

import pytest

from catalog.models import Asset, CustomerContact, Partner, Promise, RedundancyGroup, TouchPoint
from tests.api.conftest import Caller
from tests.catalog.test_api import delete, put
from timeline.models import TimelineEntry

Calling = Callable[[str], Caller]
PARTS: dict[str, dict[str, Any]] = {
    "contacts/customers": {
        "customer": "Globex", "name": "Ann Weir", "email": "Ann@globex.example", "is_key_contact": True,
        "email_verified": True, "verified_how": "called back", "opt_outs": ["rfo"],
    },
    "contacts/partners": {"partner": "Brightwater", "name": "Pim", "phone": "+44 7700 900123"},
    "contract-terms": {"customer": "Globex", "name": "Restore", "restore_minutes": 240},
    "redundancy-groups": {"owner": "txn-db-01", "name": "replicas", "k": 1, "members": ["web"]},
    "touch-points": {"customer": "Globex", "department": "support", "talked_at": "2026-03-10T09:00:00Z"},
    "promises": {"customer": "Globex", "name": "Dark mode", "promised_date": "2026-06-01"},
}  # fmt: skip


@pytest.fixture
def caller(calling: Calling) -> Caller:
    """Customer support, with a partner and a second asset."""
    found = calling("csr")
    Partner.objects.create(name="Brightwater")
    Asset.objects.create(name="web")
    return found


@pytest.mark.parametrize("sort", list(PARTS))
def test_a_part_is_put_by_its_external_id_as_often_as_one_likes(caller: Caller, sort: str) -> None:
    at = f"{sort}/by-external-id/crm-1/"
    first = put(caller, at, PARTS[sort])
    assert first.status_code == 201, first.content.decode()
    facts = TimelineEntry.objects.count()
    again = put(caller, at, PARTS[sort])
    assert again.status_code == 200 and again.json() == first.json()
    assert TimelineEntry.objects.count() == facts, "the same again is no change"
    assert [row["external_id"] for row in caller.get(f"{sort}/").json()["results"]] == ["crm-1"]
    assert delete(caller, f"{sort}/{first.json()['id']}/").status_code == 204
    assert caller.get(at).status_code == 404


def test_an_address_is_verified_with_how_and_doubted_again(caller: Caller) -> None:
    at = "contacts/customers/by-external-id/crm-1/"
    made = put(caller, at, PARTS["contacts/customers"]).json()
    assert made["email"] == "ann@globex.example" and made["email_verified_at"]
    assert TimelineEntry.objects.get(kind="contact.channel_verified").data["how"] == "called back"
    assert put(caller, at, {"email_verified": False}).json()["email_verified_at"] is None
    without = put(caller, at, {"email_verified": True})
    assert without.status_code == 409 and without.json()["error"] == "CHANNEL_HOW"
    other = put(caller, at, {"customer": "Initech"})
    assert other.status_code == 409 and other.json()["error"] == "PART_OWNER"
    assert CustomerContact.objects.get().customer.name == "Globex"


@pytest.mark.parametrize(
    ("sort", "given", "words"),
    [
        ("contacts/customers", {"phone": "12"}, "with its country"),
        ("contacts/customers", {"opt_outs": ["everything"]}, "opt_outs"),
        ("contract-terms", {"restore_minutes": 0}, "restore_minutes"),
        ("redundancy-groups", {"k": 3}, "3 have to work, and there are only 1 members."),
        ("redundancy-groups", {"members": ["txn-db-01"]}, "cannot stand in for itself"),
        ("touch-points", {"talked_at": "2050-01-01T00:00:00Z"}, "Nobody has talked to them yet"),
        ("promises", {"new_date": "2026-07-01"}, "A new day goes with the day"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    caller: Caller, sort: str, given: dict[str, Any], words: str
) -> None:
    answer = put(caller, f"{sort}/by-external-id/x/", PARTS[sort] | given)
    assert answer.status_code in (400, 409) and words in answer.content.decode()
    assert not any(model.objects.exists() for model in (RedundancyGroup, TouchPoint, Promise))


def test_a_calendar_is_put_by_its_name(caller: Caller) -> None:
    body = {"name": "UK", "zone": "Europe/London", "days": ["mon", "tue"], "holidays": ["2026-12-24"]}
    body |= {"country": "gb", "opens": "08:00", "closes": "18:00"}
    first = caller.post("calendars/", body)
    assert first.status_code == 201 and first.json()["days"] == ["mon", "tue"]
    assert first.json()["country"] == "GB" and first.json()["holidays"] == ["2026-12-24"]
    assert caller.post("calendars/", body).status_code == 200
    for wrong in ({"zone": "Moon/Tycho"}, {"days": []}, {"country": "XX"}):
        assert caller.post("calendars/", {**body, **wrong}).status_code == 400


def test_account_managers_write_what_was_said_and_nothing_else(calling: Calling, caller: Caller) -> None:
    manager = calling("account_manager")
    for sort, allowed in (("touch-points", True), ("promises", True), ("contract-terms", False)):
        answer = put(manager, f"{sort}/by-external-id/a/", PARTS[sort])
        assert answer.status_code == (201 if allowed else 403)
    assert put(calling("responder"), "promises/by-external-id/b/", PARTS["promises"]).status_code == 403


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_that_no_calendar_holds_is_refused_over_the_api(caller: Caller, day: str) -> None:
    promise = {**PARTS["promises"], "promised_date": day}
    answer = put(caller, "promises/by-external-id/crm-1/", promise)
    assert answer.status_code == 400 and list(answer.json()["fields"]) == ["promised_date"]
    early = put(
        caller, "customers/by-external-id/crm-9/", {"name": "Old", "tier": "gold", "since_date": "1950-04-01"}
    )
    assert "since_date" not in str(early.json().get("fields", ""))
