"""One change for many: what is left empty stays, how many is said before and after, and each row has its own fact."""

import pytest

from accounts.refusals import Invalid, NotPermitted
from catalog.models import Asset, Customer
from catalog.operations.bulk import change_assets, change_customers, retire_assets
from catalog.operations.editing import UnableToEdit
from tests.catalog.conftest import Company
from tests.clock import START
from tests.pages import read
from timeline.models import TimelineEntry


def test_many_customers_are_changed_after_one_was_told_how_many(company: Company) -> None:
    browser = company.browser("csr")
    address = f"/customers/change/?pick={company.globex.pk}&pick={company.initech.pk}"
    empty = read(browser, address).send("/change/", status=400)
    assert "Choose what is to be changed." in empty.text
    sure = read(browser, address).send("/change/", tier="gold", add_segment="retail")
    assert "Change 2 customers?" in sure.text and "Tier gold" in sure.text
    assert not Customer.objects.filter(tier="gold").exists(), "nothing is changed before one is sure"
    done = sure.send("/change/")
    assert "2 of 2 customers changed." in done.text
    assert list(Customer.objects.values_list("tier", "segments")) == [("gold", ["retail"])] * 2
    assert TimelineEntry.objects.filter(kind="customer.changed").count() == 2


def test_all_that_match_are_changed_and_no_other(company: Company) -> None:
    company.assets(55, location="Reading")
    browser = company.browser("operator")
    listed = read(browser, "/assets/?location=Reading")
    assert "Change all 55 that match" in listed.text
    page = read(browser, "/assets/change/?all=1&location=Reading")
    page.send("/change/", criticality="4", retire="on").send("/change/")
    assert Asset.objects.filter(criticality=4, retired_at__isnull=False).count() == 55
    assert company.database.name not in Asset.objects.exclude(retired_at=None).values_list("name", flat=True)


def test_who_was_sure_of_fewer_is_asked_again(company: Company) -> None:
    company.assets(3, location="Reading")
    page = read(company.browser("csr"), "/assets/change/?all=1&location=Reading")
    sure = page.send("/change/", criticality="4")
    company.assets(1, location="Reading")
    again = sure.send("/change/")
    assert "Change 4 assets?" in again.text and not Asset.objects.filter(criticality=4).exists()


def test_nothing_ticked_is_a_sentence(company: Company) -> None:
    assert "Nothing is ticked" in read(company.browser("csr"), "/assets/change/").text


def test_what_changes_nothing_is_not_told(company: Company) -> None:
    given = {"tier": company.globex.tier}
    ids = [company.globex.pk]
    assert change_customers(customer_ids=ids, given=given, actor=company.actor(), at=START) == 0
    assert not TimelineEntry.objects.exists()


def test_what_no_row_can_hold_changes_none(company: Company) -> None:
    who = {"actor": company.actor(), "at": START}
    with pytest.raises(Invalid, match="Criticality goes from 1"):
        change_assets(asset_ids=[company.database.pk], given={"criticality": 9}, **who)
    with pytest.raises(UnableToEdit, match="cannot be changed for many"):
        change_assets(asset_ids=[company.database.pk], given={"name": "x"}, **who)
    with pytest.raises(NotPermitted):
        retire_assets(asset_ids=[company.database.pk], actor=company.actor("admin"), at=START)
    company.database.refresh_from_db()
    assert company.database.retired_at is None and company.database.name == "txn-db"


def test_many_are_changed_in_few_queries(company: Company, django_assert_max_num_queries: object) -> None:
    ids = [asset.pk for asset in company.assets(500)]
    with django_assert_max_num_queries(16):  # type: ignore[operator]  # pytest-django's fixture
        assert (
            change_assets(asset_ids=ids, given={"location": "Reading"}, actor=company.actor(), at=START)
            == 500
        )
