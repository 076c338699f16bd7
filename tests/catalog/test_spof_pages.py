"""The pages and the API about single points of failure, as people and programs use them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import CompanySettings, User
from accounts.operations import make_token
from catalog.models import (
    Asset,
    AssetDependency,
    Customer,
    CustomerAssetLink,
    Mitigation,
    RedundancyGroup,
    SpofAnalysis,
    SpofFinding,
)
from tests.clock import START, Clock
from tests.pages import Page, read

ROLES = ("csr", "ops_manager", "responder", "executive")


@pytest.fixture
def people(db: None, clock: Clock) -> dict[str, User]:
    """Two customers on one database behind one router."""
    CompanySettings.objects.create(name="Acme")
    assets = {name: Asset.objects.create(name=name) for name in ("app", "txn-db", "router", "web-1", "web-2")}
    for asset, need in (("app", "txn-db"), ("txn-db", "router")):
        AssetDependency.objects.create(asset=assets[asset], needs=assets[need])
    pair = RedundancyGroup.objects.create(owner=assets["app"], name="web", k=1)
    pair.members.set([assets["web-1"], assets["web-2"]])
    for name, arr, asset in (("Brennerhaus", 300, "app"), ("Marlow", 700, "txn-db")):
        CustomerAssetLink.objects.create(
            customer=Customer.objects.create(name=name, arr=arr), asset=assets[asset]
        )
    return {role: User.objects.create(username=role, name=role.title(), roles=[role]) for role in ROLES}


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def look(user: User, path: str) -> Page:
    return read(browser(user), path)


@pytest.fixture
def analysed(people: dict[str, User], clock: Clock) -> dict[str, User]:
    look(people["csr"], "/spof/").send("/spof/start/")
    clock.settle()
    return people


def address(name: str) -> str:
    return f"/spof/{SpofFinding.objects.filter(asset__name=name).latest('pk').pk}/"


def test_the_page_leads_from_nothing_to_a_register_that_says_who_is_lost(
    people: dict[str, User], clock: Clock
) -> None:
    page = look(people["csr"], "/spof/")
    assert "Not analysed yet" in page.text and "Never signed off" in page.text
    page = page.send("/spof/start/")
    assert "The analysis runs" in page.text and not page.offers("/spof/start/")
    clock.settle()
    page = look(people["csr"], "/spof/")
    assert "3 among 5 assets" in page.text and "5 assets lack impact or likelihood" in page.text
    finding = look(people["responder"], address("router"))
    assert "If it fails alone, 2 customers are lost: 100 % of the customers" in finding.text
    assert "router → , which stops txn-db → , which stops app" in finding.text
    assert "router → , which stops txn-db Marlow" in finding.text


def test_a_quarter_from_the_grades_to_the_signature(analysed: dict[str, User], clock: Clock) -> None:
    manager = analysed["ops_manager"]
    analysis = SpofAnalysis.objects.get()
    refused = look(manager, f"/spof/sign-off/{analysis.pk}/").send(f"{analysis.pk}/", status=409, note="Q1")
    assert "Impact or likelihood is missing: app, router, txn-db, web-1, web-2." in refused.text
    assert refused.form(f"{analysis.pk}/").fields["note"] == ["Q1"]
    grades = {f"asset-{asset.pk}": "4" for asset in Asset.objects.all()}
    page = look(manager, "/spof/incomplete/").send("/spof/grade/", **grades)
    assert "Every asset is judged" in page.text
    page = look(manager, f"/spof/sign-off/{analysis.pk}/").send(f"{analysis.pk}/", note="Q1")
    assert "Next due 10 June 2026" in page.text and "New: 3" in page.text and "20 critical" in page.text
    clock.jump(minutes=93 * 24 * 60)
    assert "Overdue. It was due on 10 June 2026" in look(manager, "/spof/").text


def test_a_risk_is_judged_and_mitigated_on_the_pages(analysed: dict[str, User], clock: Clock) -> None:
    here = address("router")
    judge = look(analysed["csr"], f"{here}judge/")
    wrong = judge.send("/judge/", status=400, impact="2", age="4")
    assert "Say why the impact is not the computed one." in wrong.text
    page = judge.send("/judge/", age="4", load="3", impact="2", note="Phones go on")
    assert "Risk 8, high" in page.text and "Phones go on" in page.text
    form = look(analysed["csr"], f"{here}mitigate/")
    typed = {
        "kind": "accept",
        "words": "We live with it",
        "owner": str(analysed["responder"].pk),
        "residual_impact": "2",
        "residual_likelihood": "4",
        "expires_date": "2027-03-11",
    }
    refused = form.send("/mitigate/", status=400, **typed)
    assert "10 March 2027 at the latest" in refused.text
    page = form.send("/mitigate/", **{**typed, "expires_date": "2027-03-10"})
    assert "accepted until 10 March 2027" in page.text and "risk left: 8, high" in page.text
    one = Mitigation.objects.get()
    page = look(analysed["responder"], f"/spof/mitigations/{one.pk}/").send(
        f"{one.pk}/", status=200, words="Still"
    )
    assert "Accept the risk : Still" in page.text
    clock.jump(minutes=367 * 24 * 60)
    assert "1 past its date" in look(analysed["csr"], "/spof/?care=late").text


def test_a_network_names_what_separates(analysed: dict[str, User]) -> None:
    page = look(analysed["responder"], "/spof/network/?customer=Brennerhaus&target=router")
    assert "txn-db cuts off router" in page.text and "app cuts off router" in page.text
    assert "web-1 cuts" not in page.text
    wrong = read(browser(analysed["responder"]), "/spof/network/?customer=nobody")
    assert wrong.status == 400 and "Nothing here is called “nobody”" in wrong.text


@pytest.mark.parametrize(
    "query", ["band=nonsense", "page=99", "q=%25&care=x&show=y", "kind=server", "band=unjudged"]
)
def test_any_question_is_answered(analysed: dict[str, User], query: str) -> None:
    assert look(analysed["csr"], f"/spof/?{query}").status == 200


def test_who_may_what(analysed: dict[str, User]) -> None:
    here, analysis = address("router"), SpofAnalysis.objects.get()
    reader = look(analysed["responder"], "/spof/")
    assert not reader.offers("/spof/start/") and not reader.offers(f"/sign-off/{analysis.pk}/")
    responder, csr = browser(analysed["responder"]), browser(analysed["csr"])
    assert responder.post("/spof/start/").status_code == 403
    assert responder.get(f"{here}judge/").status_code == 403
    assert csr.get(f"/spof/sign-off/{analysis.pk}/").status_code == 403
    assert browser(analysed["executive"]).get("/spof/").status_code == 403


def test_the_number_of_queries_does_not_grow(analysed: dict[str, User]) -> None:
    client, counts = browser(analysed["csr"]), []
    analysis = SpofAnalysis.objects.get()
    for many in (0, 30):
        for number in range(many):
            asset = Asset.objects.create(name=f"more-{number}")
            SpofFinding.objects.create(
                analysis=analysis,
                asset=asset,
                asset_name=asset.name,
                customers_lost=1,
                value_lost=1,
                count_share=0.5,
                value_share=0.1,
                impact=4,
            )
        with CaptureQueriesContext(connection) as asked:
            client.get("/spof/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


class Program:
    """A program with a token of its own."""

    def __init__(self, user: User) -> None:
        self.headers = {"Authorization": f"Bearer {make_token(user=user, name='spof', at=START)}"}

    def ask(self, method: str, path: str, expected: int = 200, **data: Any) -> Any:
        sent = (
            {"data": json.dumps(data), "content_type": "application/json"}
            if method != "get"
            else {"data": data}
        )
        answer = getattr(Client(), method)(f"/api/v1/spof/{path}", headers=self.headers, **sent)
        assert answer.status_code == expected, answer.content
        return answer.json()


def test_the_api_goes_the_whole_way(people: dict[str, User], clock: Clock) -> None:
    program = Program(people["ops_manager"])
    assert program.ask("get", "")["state"] == "never"
    assert program.ask("post", "", 201)["running"]["done"] == 0
    assert program.ask("post", "", 409)["blocked_by"] == ["SPOF_RUNNING"]
    clock.settle()
    review = program.ask("get", "")
    assert review["latest"]["figures"]["spofs"] == 3 and review["incomplete_count"] == 5
    refused = program.ask("post", "sign-off/", 409, analysis_id=review["latest"]["id"])
    assert refused["blocked_by"] == ["SPOF_INCOMPLETE"] and "txn-db" in refused["sentences"][0]
    found = program.ask("get", "findings/", q="router")
    [row] = found["results"]
    assert (row["customers_lost"], row["impact"], row["risk"]) == (2, 5, None)
    judged = program.ask("post", f"findings/{row['id']}/", age=5, load=2)
    assert (judged["likelihood"], judged["risk"], judged["band"]) == (4, 20, "critical")
    given = {
        "kind": "duplicate",
        "words": "A second router",
        "owner": "responder",
        "due_date": "2026-05-01",
        "residual_impact": 5,
        "residual_likelihood": 1,
    }
    one = program.ask("post", f"findings/{row['id']}/mitigations/", 201, **given)
    done = program.ask("put", f"mitigations/{one['id']}/", **{**given, "status": "done"})
    assert (done["status"], done["residual"]) == ("done", 5)
    assert program.ask("get", f"findings/{row['id']}/mitigations/") == [done]
    accepted = {**given, "kind": "accept", "expires_date": "2028-01-01"}
    assert (
        program.ask("post", f"findings/{row['id']}/mitigations/", 400, **accepted)["error"] == "SPOF_EXPIRY"
    )
    [cut] = program.ask("get", "network/", customer="Marlow")
    assert cut == {"asset": "txn-db", "targets": ["router"]}
    Asset.objects.update(likelihood=1)
    signed = program.ask("post", "sign-off/", analysis_id=review["latest"]["id"])
    assert (signed["state"], signed["next_due"]) == ("fine", "2026-06-10")
    assert signed["difference"]["new"] == ["app", "router", "txn-db"]
    assert Program(people["csr"]).ask("post", "sign-off/", 403, analysis_id=review["latest"]["id"])
