"""Staff make and change pages, components, groups and links, on pages and over the API."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.models import Customer
from notifications.models import Delivery
from statuspage.models import Component, ComponentGroup, PageKey, StatusPage
from statuspage.published import copying
from tests.statuspage.conftest import Company
from tests.statuspage.test_looks import picture

PAGE = {"slug": "emea", "name": "EMEA", "kind": "public", "level": "full", "zone": "Europe/Berlin"}
PAGE |= {"languages": ["en", "de"], "first_language": "de"}


def post(company: Company, url: str, role: str = "csr", **given: Any) -> Any:
    return company.signed_in(role).post(f"/statuspage/pages/{url}", given)


def test_a_page_is_made_and_published_at_once(company: Company, client: Client) -> None:
    logo = SimpleUploadedFile("logo.png", picture(), "image/png")
    answer = post(company, "new/", **PAGE, logo_file=logo, accent="#1A5FB4")
    assert answer.status_code == 302
    page = StatusPage.objects.get(slug="emea")
    assert page.languages == ["de", "en"] and page.accent == "#1a5fb4" and page.logo
    text = client.get("/status/p/emea/").content.decode()
    assert "EMEA" in text and "Alles läuft" in text and "look/logo-" in text
    assert "Everything works" in client.get("/status/p/emea/en/").content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"accent": "#ffee00"}, "Too pale"),
        ({"zone": "Mars/Base"}, "no time zone"),
        ({"slug": "main"}, "already exists"),
        ({"kind": "customer"}, "needs the customer"),
        ({"domain": "not a name"}, "status.example.com"),
        ({"languages": []}, "required"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(given: dict[str, Any], words: str, company: Company) -> None:
    answer = post(company, "new/", **{**PAGE, **given})
    assert answer.status_code == 400 and words in answer.content.decode()
    assert "EMEA" in answer.content.decode() and StatusPage.objects.count() == 1


def test_an_upload_that_is_no_picture_is_refused(company: Company) -> None:
    evil = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    answer = post(company, "new/", **PAGE, logo_file=evil)
    assert answer.status_code == 400 and "picture" in answer.content.decode()


def test_the_default_page_keeps_its_place(company: Company) -> None:
    answer = post(
        company, "of/main/", name="Ours", level="full", zone="UTC", languages=["en"], first_language="en"
    )
    page = StatusPage.objects.get(is_default=True)
    assert (answer.status_code, page.name, page.slug, page.kind) == (302, "Ours", "main", "public")
    post(company, "of/main/", remove="1")
    assert StatusPage.objects.filter(is_default=True).exists()


def test_components_and_groups_are_kept(company: Company, client: Client) -> None:
    assert post(company, "groups/new/", name="Trading", position=1).status_code == 302
    group = ComponentGroup.objects.get()
    given = {"name": "Payments", "group": group.pk, "position": 4, "assets": "txn-db-01", "showcase": "on"}
    assert post(company, "components/new/", **given).status_code == 302
    made = Component.objects.get(name="Payments")
    assert [asset.name for asset in made.assets.all()] == ["txn-db-01"]
    assert "Payments" in client.get("/status/").content.decode()
    answer = post(company, f"components/{made.pk}/", **{**given, "assets": "no-such-thing"})
    assert answer.status_code == 400 and "no-such-thing" in answer.content.decode()
    assert post(company, f"components/{made.pk}/", remove="1").status_code == 302
    assert "Payments" not in client.get("/status/").content.decode()


def test_a_link_is_shown_once_and_revoked(company: Company) -> None:
    customer = Customer.objects.create(name="Globex", status="paying")
    post(company, "new/", **{**PAGE, "kind": "customer", "slug": "globex", "customer": customer.name})
    page = post(company, "of/globex/links/", label="Their NOC").content.decode()
    address = page.split("<code>")[1].split("</code>")[0]
    assert address.count("/status/p/globex/?key=") == 1 and 'value="Their NOC"' not in page
    reader, path = Client(), address[address.index("/status/") :]
    assert reader.get(path).status_code == 302 and reader.get("/status/p/globex/").status_code == 200
    secret = path.partition("key=")[2]
    listed = company.signed_in("csr").get("/statuspage/pages/of/globex/links/").content.decode()
    assert secret not in listed and "Their NOC" in listed
    told = post(company, "of/globex/links/", label="Ann", email="ann@example.org", tell="on")
    assert "ann@example.org is told by mail" in told.content.decode()
    assert Delivery.objects.get().address == "ann@example.org"
    PageKey.objects.filter(label="Ann").delete()
    assert post(company, f"links/{PageKey.objects.get().pk}/revoke/").status_code == 302
    assert reader.get("/status/p/globex/").status_code == 404


@pytest.mark.parametrize("role", ["responder", "operator", "account_manager"])
def test_who_may_not_change_them_may_look(role: str, company: Company) -> None:
    client = company.signed_in(role)
    listed = client.get("/statuspage/pages/")
    assert listed.status_code == 200 and "New page" not in listed.content.decode()
    assert client.get("/statuspage/pages/new/").status_code == 403
    answer = client.post("/api/v1/status-pages/", {"slug": "x"}, content_type="application/json")
    assert answer.status_code == 403 and StatusPage.objects.count() == 1


def test_the_list_shows_what_the_assets_say(company: Company) -> None:
    page = company.signed_in("csr").get("/statuspage/pages/").content.decode()
    assert "Major outage, worse than customers read" in page


def test_the_api_keeps_pages_components_groups_and_links(company: Company) -> None:
    client = company.signed_in("csr")

    def ask(method: str, url: str, given: Any = None) -> Any:
        return getattr(client, method)(f"/api/v1/{url}", given, content_type="application/json")

    group = ask("post", "component-groups/", {"name": "Trading"}).json()
    part = ask(
        "post", "status-components/", {"name": "Payments", "group": group["id"], "assets": ["txn-db-01"]}
    )
    assert part.status_code == 201 and part.json()["group"] == group["id"]
    made = {"slug": "inner", "kind": "private", "components": [part.json()["id"]], "languages": ["de"]}
    assert ask("post", "status-pages/", made).status_code == 201
    assert ask("patch", "status-pages/inner/", {"level": "proactive"}).json()["level"] == "proactive"
    assert ask("patch", "status-pages/inner/", {"accent": "#ffee00"}).json()["error"] == "STP_COLOUR"
    address = ask("post", "status-pages/inner/links/", {"label": "Auditors"}).json()["address"]
    assert ask("post", "status-pages/inner/links/", {"label": "Ann", "email": "a@example.org", "tell": True})
    assert "eingeladen" in Delivery.objects.get().body
    PageKey.objects.filter(label="Ann").delete()
    assert Client().get(address[address.index("/status/") :]).status_code == 302
    [link] = ask("get", "status-pages/inner/links/").json()
    assert set(link) == {"id", "label", "email", "created_at", "expires_at", "revoked_at"}
    assert ask("delete", f"status-pages/inner/links/{link['id']}/").status_code == 204
    assert ask("delete", f"status-components/{part.json()['id']}/").status_code == 204
    assert ask("delete", "status-pages/main/").json()["error"] == "STP_DEFAULT_PAGE"
    assert ask("post", "status-pages/", {"slug": "main"}).status_code == 400


def test_a_zone_that_is_none_takes_no_page_down(company: Company, client: Client, settings: Any) -> None:
    url, staff = "/api/v1/status-pages/main/", company.signed_in("csr")
    refused = staff.patch(url, {"zone": "Mars/Base"}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]) == (400, "STP_ZONE")
    StatusPage.objects.update(zone="Mars/Base")  # a zone that the machine's table does not have any more
    company.publish()
    assert "Orders are refused" in client.get("/status/").content.decode()
    assert copying.renew(at=company.at)


def test_a_character_that_cannot_be_kept_is_refused(company: Company) -> None:
    staff, one = company.signed_in("csr"), company.components["Reports"].public_id
    for url in ("subscribers/?q=%00", "status-components/%00/"):
        assert staff.get(f"/api/v1/{url}").status_code == 400
    given = {"assets": ["\u0000"]}
    answer = staff.patch(f"/api/v1/status-components/{one}/", given, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]) == (400, "INVALID")


def test_a_page_has_a_domain_of_its_own(company: Company, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["status.emea.example", "elsewhere.example", "testserver"]
    post(company, "new/", **PAGE, domain="status.emea.example")
    client = Client(headers={"host": "status.emea.example"})
    nowhere = client.get("/nothing-such/")
    assert nowhere.status_code == 404 and "How the services are now" in nowhere.content.decode()
    page = client.get("/").content.decode()
    assert "EMEA" in page and 'href="/history/"' in page and 'href="/en/"' in page
    assert client.get("/history/").status_code == client.get("/history.atom").status_code == 200
    summary = client.get("/api/v2/summary.json").json()
    assert summary["page"]["url"].endswith("://status.emea.example")
    assert client.get("/incidents/").status_code == client.get("/statuspage/").status_code == 404
    assert Client(headers={"host": "elsewhere.example"}).get("/history/").status_code == 404
