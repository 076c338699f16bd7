"""Several pages: each shows what it is for, at its own address, to those who may read it."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from statuspage.models import ComponentGroup, PageKey, PublicIncident, StatusPage
from statuspage.operations.keys import make_key, revoke_key
from statuspage.operations.republishing import republish
from statuspage.published.reader_api import NAMES
from tests.statuspage.conftest import Company


def make(company: Company, slug: str, **given: Any) -> StatusPage:
    components = given.pop("components", [])
    page = StatusPage.objects.create(slug=slug, languages=["en"], **given)
    page.components.set([company.components[name] for name in components])
    republish(at=company.at)
    return page


def everything(page: StatusPage) -> list[str]:
    told = [f"incidents/{one}/" for one in ids()]
    api = [f"api/v2/{name}.json" for name in NAMES]
    return [
        f"/status/p/{page.slug}/{tail}"
        for tail in ["", "history/", "history.atom", "history.rss", *api, *told]
    ]


def ids() -> list[str]:

    return list(PublicIncident.objects.values_list("public_id", flat=True))


def test_a_page_of_chosen_components_tells_what_touches_them(company: Company, client: Client) -> None:
    reports, ordering = (make(company, name.lower(), components=[name]) for name in ("Reports", "Ordering"))
    company.publish()
    page = client.get(f"/status/p/{ordering.slug}/").content.decode()
    assert "<h1>Orders are refused</h1>" in page and "Sign-in" not in page
    page = client.get(f"/status/p/{reports.slug}/").content.decode()
    assert "<h1>Everything works</h1>" in page and "Orders" not in page.replace("Halcyon Orders", "")
    assert client.get(f"/status/p/{reports.slug}/api/v2/summary.json").json()["incidents"] == []
    assert client.get(f"/status/p/{reports.slug}/incidents/{ids()[0]}/").status_code == 404
    assert client.get(f"/status/p/{ordering.slug}/incidents/{ids()[0]}/").status_code == 200


@pytest.mark.parametrize(
    ("level", "bars", "components", "history"),
    [("full", True, 3, True), ("proactive", False, 3, False), ("reactive", False, 0, False)],
)
def test_a_level_hides_at_every_address(
    level: str, bars: bool, components: int, history: bool, company: Company, client: Client
) -> None:
    make(company, "level", level=level)
    company.publish()
    page = client.get("/status/p/level/").content.decode()
    assert "Orders are refused" in page and ("Trouble on 1 day" in page) == bars
    summary = client.get("/status/p/level/api/v2/summary.json").json()
    assert len(summary["components"]) == components and len(summary["incidents"]) == 1
    assert summary["status"]["indicator"] == "critical"
    company.restore()
    company.all_clear()
    assert "Orders are accepted again" in client.get("/status/p/level/history.atom").content.decode()
    company.advance(60 * 25)
    republish(at=company.at)
    for tail in ("", "history/", "history.atom", "api/v2/incidents.json"):
        answer = client.get(f"/status/p/level/{tail}").content.decode()
        assert ("Orders are accepted again" in answer) == history, tail


def test_groups_stand_on_the_page_and_in_the_api(company: Company, client: Client) -> None:
    group = ComponentGroup.objects.create(name="Trading")
    for name in ("Ordering", "Reports"):
        company.components[name].group = group
        company.components[name].save()
    company.components["Sign-in"].only_show_if_degraded = True
    company.components["Sign-in"].save()
    company.publish()
    page = client.get("/status/").content.decode()
    assert page.index(">Trading") < page.index(">Ordering</h4>") < page.index(">Reports</h4>")
    assert "Sign-in" not in page
    found = {one["name"]: one for one in client.get("/status/api/v2/components.json").json()["components"]}
    assert found["Trading"]["group"] and found["Trading"]["status"] == "major_outage"
    members = [company.components[name].public_id for name in ("Ordering", "Reports")]
    assert found["Trading"]["components"] == members
    assert found["Ordering"]["group_id"] == found["Trading"]["id"] and found["Sign-in"]["group_id"] is None
    assert found["Sign-in"]["only_show_if_degraded"] is True
    assert [one["position"] for one in found.values()] == [1, 2, 3, 4]


def test_what_is_private_looks_like_what_is_not_there(company: Company, client: Client) -> None:
    page = make(company, "inner", kind="private", name="Very private")
    company.publish()
    nothing = client.get("/status/p/nothing/")
    for url in everything(page):
        for key in ("", "?key=", "?key=wrong"):
            answer = client.get(url + key)
            same = nothing.content.replace(b"/nothing/", b"/inner/")
            assert answer.status_code == 404 and answer.content == same, url
            assert "no-store" in answer.headers["Cache-Control"]


def test_staff_read_every_page(company: Company) -> None:
    page = make(company, "inner", kind="private")
    company.publish()
    for role in ("csr", "executive"):
        for url in everything(page):
            answer = company.signed_in(role).get(url)
            assert answer.status_code == 200, url
            assert (
                "private" in answer.headers["Cache-Control"] and "no-store" in answer.headers["Cache-Control"]
            )
    nobody = Client()
    nobody.force_login(User.objects.create(username="nobody"))
    assert nobody.get("/status/p/inner/").status_code == 404


def test_a_link_opens_one_page_until_it_is_revoked(company: Company) -> None:
    page, other = make(company, "inner", kind="private"), make(company, "other", kind="private")
    company.publish()
    secret = make_key(page=page, label="Auditors", actor=company.actor(), at=company.at)
    reader = Client()
    first = reader.get(f"/status/p/inner/?key={secret}")
    assert (first.status_code, first.headers["Location"]) == (302, "/status/p/inner/")
    cookie = first.cookies[f"statuspage-{page.pk}"]
    assert cookie["httponly"] and cookie["path"] == "/status/p/inner/" and secret not in cookie.value
    for url in everything(page):
        assert reader.get(url).status_code == 200, url
    for url in everything(other):
        assert reader.get(url).status_code == reader.get(f"{url}?key={secret}").status_code == 404, url
    assert Client().get(f"/status/p/inner/history.atom?key={secret}").status_code == 200
    assert secret not in str(list(PageKey.objects.values()))
    revoke_key(key_id=page.keys.get().pk, actor=company.actor(), at=company.at)
    for url in everything(page):
        assert reader.get(url).status_code == Client().get(f"{url}?key={secret}").status_code == 404, url


def test_a_link_ends_when_it_was_said_to(company: Company) -> None:
    page = make(company, "inner", kind="private")
    expires_at = company.at.replace(hour=15)
    secret = make_key(
        page=page, label="Auditors", actor=company.actor(), at=company.at, expires_at=expires_at
    )
    reader = Client()
    reader.get(f"/status/p/inner/?key={secret}")
    assert reader.get("/status/p/inner/").status_code == 200
    company.advance(60)
    assert reader.get("/status/p/inner/").status_code == 404


def test_only_public_pages_become_files(company: Company, settings: Any, tmp_path: Any) -> None:
    settings.STATUS_DIR, settings.STATUS_URL = tmp_path / "status", "https://status.halcyon.example"
    make(company, "open", name="Open to all")
    make(company, "inner", kind="private", name="Very private")
    company.publish()
    company.clock.settle()
    folder = tmp_path / "status" / "current"
    written = {
        str(path.relative_to(folder.resolve())) for path in folder.resolve().rglob("*") if path.is_file()
    }
    assert {"p/open/index.html", "p/open/history.atom", "p/open/api/v2/summary.json"} <= written
    assert not [name for name in written if "inner" in name]
    assert not [name for name in written if b"Very private" in (folder / name).read_bytes()]
    page = (folder / "p/open/index.html").read_text()
    assert "Open to all" in page and 'href="../../assets/status-' in page
    summary = (folder / "p/open/api/v2/summary.json").read_text()
    assert "https://status.halcyon.example/p/open" in summary
