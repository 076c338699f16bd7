"""Doubles become one: nothing that refers to them is lost, their names find the one that stays, and it is on record."""

from datetime import timedelta

import pytest

from accounts.refusals import NotPermitted
from catalog.models import (
    Asset,
    AssetDependency,
    AssetGroup,
    Customer,
    CustomerAssetLink,
    CustomerContact,
    CustomerGroup,
    RedundancyGroup,
)
from catalog.models.spof import SpofFinding
from catalog.operations.editing import UnableToEdit
from catalog.operations.merging import merge_assets, merge_customers
from catalog.operations.spof import start_analysis
from catalog.queries.history import history
from incidents.models import Incident, IncidentAsset, IncidentCustomer, IncidentReport, LetDownEntry
from kb.models import Article
from tests.catalog.conftest import Company
from tests.clock import START, Clock
from tests.pages import read


@pytest.fixture
def incident(company: Company) -> Incident:
    return Incident.objects.create(
        title="Orders are refused", detected_at=START, stage_entered_at=START, created_at=START
    )


def of_customer(incident: Incident, customer: Customer, state: str) -> IncidentCustomer:
    return IncidentCustomer.objects.create(incident=incident, customer=customer, state=state, since=START)


def test_links_contacts_groups_and_incidents_go_over(company: Company, incident: Incident) -> None:
    double = Customer.objects.create(name="Globex Ltd", external_id="crm-9", segments=["retail"])
    other = Asset.objects.create(name="mail")
    CustomerAssetLink.objects.create(customer=double, asset=other, function="Letters")
    CustomerAssetLink.objects.create(customer=double, asset=company.database)
    CustomerContact.objects.create(customer=double, name="Dov", email="dov@globex.example")
    CustomerGroup.objects.create(name="North").members.add(double, company.globex)
    of_customer(incident, double, "affected")
    IncidentReport.objects.create(
        incident=incident,
        customer=double,
        means="customer_call",
        words="x",
        reported_at=START,
        created_at=START,
    )
    kept = merge_customers(keep_id=company.globex.pk, double_ids=[double.pk], actor=company.actor(), at=START)
    assert not Customer.objects.filter(pk=double.pk).exists()
    assert set(kept.links.values_list("asset__name", flat=True)) == {"txn-db", "mail"}
    assert kept.links.count() == 2, "a link that both had is there once"
    assert kept.contacts.get().name == "Dov"
    assert list(kept.customer_groups.values_list("name", flat=True)) == ["North"]
    assert kept.incidents.get().incident == incident
    assert IncidentReport.objects.get().customer == kept
    assert kept.aliases == ["Globex Ltd", "crm-9"] and kept.segments == ["retail"]


def test_of_two_rows_of_one_incident_the_worse_stays(company: Company, incident: Incident) -> None:
    of_customer(incident, company.globex, "healthy")
    going = of_customer(incident, company.initech, "affected")
    IncidentCustomer.objects.filter(pk=going.pk).update(since=START - timedelta(hours=1))
    for customer, answer in ((company.globex, None), (company.initech, True)):
        LetDownEntry.objects.create(incident=incident, customer=customer, suggested=False, answer=answer)
    merge_customers(
        keep_id=company.globex.pk, double_ids=[company.initech.pk], actor=company.actor(), at=START
    )
    assert incident.customers.get().state == "affected"
    assert incident.customers.get().since == START - timedelta(hours=1)
    assert incident.ledger.get().answer is True


def test_assets_take_dependencies_redundancy_articles_and_components_with_them(
    company: Company, incident: Incident
) -> None:
    double = Asset.objects.create(name="txn-database", aliases=["pg-1"], environment="production")
    web, replica = Asset.objects.create(name="web"), Asset.objects.create(name="replica")
    AssetDependency.objects.create(asset=web, needs=double)
    AssetDependency.objects.create(asset=web, needs=company.database, strength="0.5")
    AssetDependency.objects.create(asset=double, needs=company.database)
    for owner, member in ((company.database, web), (double, replica)):
        RedundancyGroup.objects.create(owner=owner, name="nodes").members.add(member)
    AssetGroup.objects.create(name="Data").members.add(double)
    Article.objects.create(title="x", kind="how_to", created_at=START, changed_at=START).assets.add(double)
    for asset, degradation in ((company.database, "degraded"), (double, "down")):
        IncidentAsset.objects.create(incident=incident, asset=asset, degradation=degradation, since=START)
    kept = merge_assets(keep_id=company.database.pk, double_ids=[double.pk], actor=company.actor(), at=START)
    assert AssetDependency.objects.get().strength == 1, "the stronger one, and none of an asset on itself"
    group = RedundancyGroup.objects.get()
    assert {member.name for member in group.members.all()} == {"web", "replica"}
    assert kept.asset_groups.get().name == "Data" and kept.articles.count() == 1
    assert incident.assets.get().degradation == "down"
    assert kept.environment == "production" and kept.aliases == ["txn-database", "pg-1"]


def test_it_is_on_record_and_the_old_address_leads_to_the_one_that_stays(company: Company) -> None:
    double = Customer.objects.create(name="Globex Ltd")
    merge_customers(keep_id=company.globex.pk, double_ids=[double.pk], actor=company.actor(), at=START)
    words = history(company.globex)[0].words
    assert words.startswith("1 double was merged into this: Globex Ltd. With it came 0 rows")
    old = company.browser("csr").get(f"/customers/{double.pk}/")
    assert old.status_code == 302 and old.headers["Location"] == f"/customers/{company.globex.pk}/"
    assert "Merged into Globex" in read(company.browser("csr"), f"/customers/{company.globex.pk}/").text


def test_doubles_are_merged_on_the_page_by_who_is_sure(company: Company) -> None:
    browser = company.browser("operator")
    address = f"/customers/merge/?pick={company.globex.pk}&pick={company.initech.pk}"
    page = read(browser, address)
    assert "Make 2 customers one" in page.text and "cannot be undone" in page.text
    refused = page.send("/merge/", status=400, keep=str(company.initech.pk))
    assert "Tick it if you are sure." in refused.text
    kept = refused.send("/merge/", keep=str(company.initech.pk), sure="on")
    assert kept.path == f"/customers/{company.initech.pk}/"
    assert read(browser, f"/customers/merge/?pick={company.initech.pk}").status == 400


def test_a_finished_analysis_keeps_what_it_found_of_a_double(company: Company, clock: Clock) -> None:
    double = Asset.objects.create(name="txn-database")
    start_analysis(actor=company.actor("ops_manager"), at=clock.now)
    clock.settle()
    merge_assets(keep_id=company.database.pk, double_ids=[double.pk], actor=company.actor(), at=clock.now)
    found = SpofFinding.objects.values_list("asset_name", "asset")
    assert ("txn-database", None) in found and len(found) == 2


def test_one_is_no_double_and_a_reader_merges_nothing(company: Company) -> None:
    ids = {"keep_id": company.globex.pk, "at": START}
    with pytest.raises(UnableToEdit, match="two or more"):
        merge_customers(double_ids=[company.globex.pk], actor=company.actor(), **ids)
    with pytest.raises(UnableToEdit, match="not there any more"):
        merge_customers(double_ids=[999_999], actor=company.actor(), **ids)
    with pytest.raises(NotPermitted):
        merge_customers(double_ids=[company.initech.pk], actor=company.actor("responder"), **ids)
    assert Customer.objects.count() == 2
