"""Files over the API: looked at, let in, taken back; and every table taken out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.exports import TABLES
from catalog.models import CatalogImport, Partner
from tests.api.conftest import Caller
from tests.catalog.test_api import put
from tests.clock import Clock

Calling = Callable[[str], Caller]
AT = "catalog/imports/"
PARTNERS = "partner,external_id\nBrightwater,p-1\n,p-2\n"


def test_a_file_is_looked_at_let_in_and_taken_back(calling: Calling, clock: Clock) -> None:
    caller = calling("csr")
    made = caller.post(AT, {"name": "partners.csv", "content": PARTNERS})
    assert (made.status_code, made.json()["state"]) == (201, "looking")
    at = f"{AT}{made.json()['id']}/"
    assert caller.post(f"{at}apply/", {}).json()["error"] == "IMPORT_STATE"
    clock.settle()
    looked = caller.get(at).json()
    assert (looked["kind"], looked["state"], looked["counts"]) == (
        "partners",
        "looked",
        {"added": 1, "refused": 1},
    )
    assert not Partner.objects.exists(), "looking writes nothing"
    [wrong] = caller.get(f"{at}lines/", action="refused").json()["results"]
    assert (wrong["number"], "required" in wrong["sentence"]) == (3, True)
    assert caller.post(f"{at}apply/", {}).status_code == 200
    clock.settle()
    assert caller.get(at).json()["state"] == "applied" and Partner.objects.get().external_id == "p-1"
    assert caller.post(f"{at}undo/", {}).json()["state"] == "undoing"
    clock.settle()
    assert caller.get(at).json()["counts"] == {"undone": 1, "refused": 1} and not Partner.objects.exists()


def test_a_form_s_file_and_one_that_nobody_can_read(calling: Calling, clock: Clock) -> None:
    caller = calling("operator")
    file: Any = SimpleUploadedFile("odd.csv", b"\x89PNG\r\n\x1a\n\x00\x00")
    made = caller.client.post(f"/api/v1/{AT}", {"file": file}, headers=caller.headers)
    assert (made.status_code, made.json()["state"]) == (201, "unreadable")
    assert "This is no text" in made.json()["why_not"][0]
    for body in ({}, {"content": "a", "kind": "planets"}):
        assert caller.post(AT, body).status_code == 400
    assert caller.get(f"{AT}99999/").status_code == 404
    assert caller.get(f"{AT}99999/lines/").status_code == 404


def test_every_table_is_taken_out(calling: Calling) -> None:
    caller = calling("responder")
    for table in TABLES:
        answer = caller.get(f"catalog/export/{table}/")
        assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv"), table
        assert b"".join(answer.streaming_content).decode("utf-8-sig").count("\n") >= 1
    assert caller.get("catalog/export/people/").status_code == 404


@pytest.mark.parametrize("role", ["responder", "account_manager"])
def test_who_reads_lets_nothing_in(role: str, calling: Calling, clock: Clock) -> None:
    made = calling("csr").post(AT, {"name": "p.csv", "content": PARTNERS}).json()
    clock.settle()
    caller = calling(role)
    assert caller.get(f"{AT}{made['id']}/").status_code == 200
    for path in (AT, f"{AT}{made['id']}/apply/", f"{AT}{made['id']}/undo/"):
        assert caller.post(path, {"content": PARTNERS}).status_code == 403
    assert CatalogImport.objects.count() == 1 and not Partner.objects.exists()
    assert put(caller, "partners/by-external-id/p-1/", {"name": "Mine"}).status_code == 403
