"""Groups, providers, leaving, and the ways between the parts of the catalog."""

from catalog.models import Asset, CustomerAssetLink, CustomerGroup, ServiceProvider
from tests.catalog.conftest import Company
from tests.clock import Clock
from tests.pages import read


def test_a_link_of_a_group_is_seen_on_each_members_page(company: Company, clock: Clock) -> None:
    browser = company.browser("csr")
    Asset.objects.create(name="mail")
    unknown = read(browser, "/groups/customers/new/").send(
        "/new/", status=400, name="North", members="Globex\nGlobbex"
    )
    assert "Nobody knows: Globbex." in unknown.text
    page = unknown.send("/new/", members="globex, Initech")
    group = CustomerGroup.objects.get()
    assert page.path == f"/groups/customers/{group.pk}/" and "Initech" in page.text
    linked = read(browser, f"{page.path}link/add/").send("/link/add/", asset="mail", function="Letters")
    assert "Link added: North needs mail" in linked.text
    member = read(browser, f"/customers/{company.globex.pk}/")
    assert "wholly · Letters · as one of North" in member.text
    refused = read(browser, f"{page.path}remove/").send("/remove/", status=409)
    assert "1 link would go with North. Take them back first." in refused.text
    changed = read(browser, f"{page.path}edit/").send("/edit/", members="Initech")
    assert "members removed: Globex → empty" in changed.text
    link = CustomerAssetLink.objects.get(customer_group=group)
    read(browser, f"{page.path}link/{link.pk}/remove/").send("/remove/")
    assert read(browser, f"{page.path}remove/").send("/remove/").path == "/groups/"
    assert not CustomerGroup.objects.exists()


def test_a_link_names_one_asset_or_one_group(company: Company) -> None:
    add = f"/customers/{company.globex.pk}/link/add/"
    again = read(company.browser("csr"), add).send(add, status=400, asset="")
    assert "Name one asset, or choose one group." in again.text


def test_a_provider_that_runs_something_stays(company: Company) -> None:
    browser = company.browser("ops_manager")
    page = read(browser, "/providers/new/").send(
        "/new/", name="Cloudworks", status_url="status.cloudworks.example"
    )
    provider = ServiceProvider.objects.get()
    assert provider.status_url == "https://status.cloudworks.example" and "Cloudworks" in page.text
    Asset.objects.filter(pk=company.database.pk).update(provider=provider)
    refused = read(browser, f"/providers/{provider.pk}/remove/").send("/remove/", status=409)
    assert "Cloudworks runs 1 asset of ours." in refused.text


def test_a_customer_that_left_stays_on_record(company: Company, clock: Clock) -> None:
    browser, home = company.browser("csr"), f"/customers/{company.globex.pk}/"
    page = read(browser, f"{home}leave/").send("/leave/", left_date="2026-03-01", reason="bought by another")
    assert "Left on 1 March 2026: bought by another." in page.text
    assert "Globex is no longer a customer: bought by another" in page.text
    assert "Globex" not in read(browser, "/customers/").text
    assert "Globex" in read(browser, "/customers/?status=exited").text
    assert "has left already" in read(browser, f"{home}leave/").send("/leave/", status=409).text


def test_the_parts_of_the_catalog_lead_to_each_other(company: Company) -> None:
    page = read(company.browser("responder"), f"/assets/{company.database.pk}/")
    assert {"/customers/", "/assets/", "/partners/", "/groups/"} <= {href for href, _ in page.links}
    shown = company.browser("responder").get("/groups/").content.decode()
    assert '<a href="/groups/" aria-current="page">Groups</a>' in shown
    assert 'data-go="c" aria-current="page">Catalog</a>' in shown
