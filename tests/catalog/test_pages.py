"""The pages of the catalog as people use them: read by the staff, edited by a few, in a fixed number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import (
    Asset,
    AssetDependency,
    Customer,
    CustomerAssetLink,
    CustomerContact,
    Partner,
    RedundancyGroup,
)
from catalog.operations.spof import start_analysis
from tests.catalog.conftest import Company
from tests.clock import Clock
from tests.pages import read

BUDGET = 20  # queries, those of the frame included


def test_the_list_of_customers_is_searched_and_filtered_by_links(company: Company) -> None:
    company.customers(3, tier="gold")
    page = read(company.browser("responder"), "/customers/?tier=gold")
    assert page.status == 200 and "gold 01" in page.text and "Globex" not in page.text
    assert "Tier: gold ×" in page.text
    found = read(company.browser("responder"), "/customers/?q=glob")
    assert "Globex" in found.text and "gold 01" not in found.text
    assert not found.offers("/customers/new/"), "a responder reads"


def test_customers_are_found_by_their_contacts_and_aliases(company: Company) -> None:
    CustomerContact.objects.create(
        customer=company.globex, name="Marian Estévez", email="marian@globex.example"
    )
    Customer.objects.filter(pk=company.globex.pk).update(aliases=["GBX Holding"])
    for words in ("marian@", "gbx"):
        assert "Globex" in read(company.browser("csr"), f"/customers/?q={words}").text


@pytest.mark.parametrize(
    "address", ["/customers/", "/assets/", "/customers/?q=a&tier=gold", "/assets/?without=links"]
)
def test_a_list_takes_the_same_number_of_queries_however_long_it_is(company: Company, address: str) -> None:
    browser = company.browser("csr")
    company.assets(1, location="Reading")
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    company.customers(60, tier="gold")
    company.assets(60, environment="production")
    with CaptureQueriesContext(connection) as many:
        assert browser.get(address).status_code == 200
    assert len(many) == len(few) <= BUDGET


def test_assets_without_links_and_without_owner_are_found(company: Company) -> None:
    Asset.objects.create(name="forgotten", kind="server")
    assert "forgotten" in read(company.browser("csr"), "/assets/?without=links").text
    assert "forgotten" in read(company.browser("csr"), "/assets/?without=owner").text
    assert company.database.name not in read(company.browser("csr"), "/assets/?without=links").text


def test_single_points_of_failure_are_marked(company: Company, clock: Clock) -> None:
    company.assets(1)
    assert (
        "single point of failure" not in read(company.browser("csr"), f"/assets/{company.database.pk}/").text
    )
    start_analysis(actor=company.actor("ops_manager"), at=clock.now)
    clock.settle()
    assert "single point of failure" in read(company.browser("csr"), f"/assets/{company.database.pk}/").text
    narrowed = read(company.browser("csr"), "/assets/?show=spof").text
    assert company.database.name in narrowed and "machine" not in narrowed


def test_an_asset_needs_only_a_name_a_kind_a_criticality_and_an_owner(company: Company) -> None:
    page = read(company.browser("operator"), "/assets/new/")
    page = page.send("/assets/new/", name="phone line 4", kind="communication_line", criticality="2",
                     owner_team=str(company.team.pk))  # fmt: skip
    assert "phone line 4" in page.text
    assert Asset.objects.get(name="phone line 4").criticality == 2


def test_a_name_that_is_taken_is_said_at_the_field_and_nothing_is_lost(company: Company) -> None:
    page = read(company.browser("csr"), "/customers/new/")
    again = page.send("/customers/new/", status=400, name="Globex", arr="12.50", segments="retail, north")
    assert "There is a customer with the name “Globex” already." in again.text
    assert again.form("/customers/new/").fields["segments"] == ["retail, north"]


def test_a_change_is_kept_with_who_and_when_and_what_was(company: Company, clock: Clock) -> None:
    address = f"/customers/{company.globex.pk}/edit/"
    page = read(company.browser("csr"), address).send(address, tier="strategic", segments="retail")
    assert "tier: bronze → strategic" in page.text
    assert "segments: empty → retail" in page.text
    assert "Some Customer support" in page.text


def test_the_form_of_a_row_is_put_in_place_and_works_on_its_own(company: Company) -> None:
    address = f"/customers/{company.globex.pk}/edit/"
    part = company.browser("csr").get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<form" in part and "<html" not in part
    assert "<html" in company.browser("csr").get(address).content.decode()


def test_somebody_who_was_slower_overwrites_nothing(company: Company, clock: Clock) -> None:
    address = f"/customers/{company.globex.pk}/edit/"
    slow, fast = read(company.browser("csr"), address), read(company.browser("operator"), address)
    fast.send(address, tier="gold")
    again = slow.send(address, status=409, tier="trial")
    assert "Somebody changed it meanwhile" in again.text
    company.globex.refresh_from_db()
    assert company.globex.tier == "gold"


def test_a_link_is_added_changed_and_taken_back_from_either_end(company: Company, clock: Clock) -> None:
    browser, spare = (
        company.browser("operator"),
        Asset.objects.create(name="spare-db", title="Spare database"),
    )
    add = f"/customers/{company.globex.pk}/link/add/"
    page = read(browser, add).send(add, asset="spare", function="Ordering", dependency="0.5")
    assert "Spare database" in page.text and "in part · Ordering" in page.text
    link = CustomerAssetLink.objects.get(asset=spare)
    assert "Globex" in read(browser, f"/assets/{spare.pk}/").text
    change = f"/assets/{spare.pk}/link/{link.pk}/edit/"
    page = read(browser, change).send(change, dependency="1.0")
    assert "dependency: in part → wholly" in page.text
    remove = f"/assets/{spare.pk}/link/{link.pk}/remove/"
    page = read(browser, remove).send(remove)
    assert "Link removed: Globex needs Spare database" in page.text
    assert not CustomerAssetLink.objects.filter(pk=link.pk).exists()


def test_a_name_that_could_be_several_is_asked_back(company: Company) -> None:
    company.assets(3)
    add = f"/customers/{company.globex.pk}/link/add/"
    again = read(company.browser("csr"), add).send(add, status=400, asset="machine")
    assert "“machine” could be several: machine 01, machine 02, machine 03." in again.text


def test_dependencies_and_redundancy_are_entered_on_the_page_of_an_asset(
    company: Company, clock: Clock
) -> None:
    company.assets(3)
    browser, home = company.browser("csr"), f"/assets/{company.database.pk}/"
    page = read(browser, f"{home}dependency/add/").send(
        "/dependency/add/", needs="machine 01", strength="0.5"
    )
    assert "soft: it suffers" in page.text
    page = read(browser, f"{home}redundancy/add/").send(
        "/redundancy/add/", name="replicas", members="machine 02\nmachine 03", k="1"
    )
    assert "works while 1 of 2 work" in page.text
    assert RedundancyGroup.objects.get().owner == company.database
    refused = read(browser, f"{home}redundancy/add/").send(
        "/redundancy/add/", status=409, name="more", members="machine 02", k="2"
    )
    assert "2 have to work, and there are only 1 members." in refused.text
    itself = read(browser, f"{home}dependency/add/").send("/dependency/add/", status=400, needs="txn-db")
    assert "An asset cannot need itself." in itself.text
    assert AssetDependency.objects.count() == 1


def test_a_contact_is_verified_with_how_and_loses_it_with_the_address(company: Company, clock: Clock) -> None:
    browser, home = company.browser("csr"), f"/customers/{company.globex.pk}/"
    page = read(browser, f"{home}contact/add/").send(
        "/contact/add/", name="Dov Calder", phone="+44 7700 900123", email="Dov@Globex.example"
    )
    assert "not verified" in page.text
    contact = CustomerContact.objects.get()
    verify = f"{home}contact/{contact.pk}/phone/verify/"
    assert "Say how you know" in read(browser, verify).send(verify, status=400, how=" ").text
    page = read(browser, verify).send(verify, how="called back")
    assert "phone +447700900123 verified. called back" in page.text
    edit = f"{home}contact/{contact.pk}/edit/"
    read(browser, edit).send(edit, phone="+44 7700 900124")
    contact.refresh_from_db()
    assert contact.phone_verified_at is None and contact.email == "dov@globex.example"


def test_a_retired_asset_leaves_the_list_and_comes_back(company: Company, clock: Clock) -> None:
    browser, home = company.browser("operator"), f"/assets/{company.database.pk}/"
    asked = read(browser, f"{home}retire/")
    assert "2 links of customers" in asked.text
    assert "Out of use since" in asked.send("/retire/").text
    assert company.database.name not in read(browser, "/assets/").text
    assert company.database.name in read(browser, "/assets/?show=retired").text
    read(browser, f"{home}bring-back/").send("/bring-back/")
    assert company.database.name in read(browser, "/assets/").text


def test_a_partner_with_customers_stays(company: Company) -> None:
    partner = Partner.objects.create(name="Brightwater")
    Customer.objects.filter(pk=company.globex.pk).update(partner=partner)
    remove = f"/partners/{partner.pk}/remove/"
    page = read(company.browser("csr"), remove).send(remove, status=409)
    assert "1 customer came through Brightwater" in page.text


@pytest.mark.parametrize("role", ["responder", "account_manager", "admin"])
def test_who_only_reads_is_offered_nothing_and_refused(company: Company, role: str) -> None:
    browser = company.browser(role)
    page = read(browser, f"/customers/{company.globex.pk}/")
    assert page.status == 200 and not page.offers("/edit/") and not page.offers("/link/add/")
    assert browser.post(f"/customers/{company.globex.pk}/edit/", {"name": "Mine"}).status_code == 403
    assert read(company.browser("executive"), "/customers/").status == 403


def test_an_address_nobody_meant_is_a_page_too(company: Company) -> None:
    browser = company.browser("csr")
    for list_, query in (
        ("customers", "page=999"),
        ("customers", "page=x&tier=%00"),
        ("customers", "manager=-1&order=x"),
        ("customers", "asset=99999999999999999999"),
        ("assets", "team=abc&show=everything"),
        ("assets", "criticality=999999999999&without=sense"),
    ):
        assert browser.get(f"/{list_}/?{query}").status_code in (200, 400), query


def test_a_button_pressed_without_any_field_does_what_it_says(company: Company, clock: Clock) -> None:
    browser, home = company.browser("operator"), f"/assets/{company.database.pk}/"
    assert browser.post(f"{home}retire/").status_code == 302
    assert browser.post(f"{home}retire/").status_code == 409, "and says so where it is so already"
    assert browser.post(f"{home}bring-back/").status_code == 302
    left = browser.post(f"{home}edit/")
    assert left.status_code == 400 and "This field is required" in left.content.decode()
