"""The map from both ends, as people use it and as it is drawn."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog.models import Asset, AssetDependency, Customer, CustomerAssetLink, CustomerGroup, RedundancyGroup
from catalog.queries import drawn
from catalog.queries.mapping import effective_links
from tests.catalog.conftest import Company
from tests.pages import read

AT = datetime(2026, 3, 10, 19, 30, tzinfo=UTC)


@pytest.fixture
def shop(company: Company) -> dict[str, Asset]:
    """A shop on two web servers of which one suffices, both on the database that Globex and Initech use."""
    made = {name: Asset.objects.create(name=name, criticality=4) for name in ("shop", "web-1", "web-2")}
    pair = RedundancyGroup.objects.create(owner=made["shop"], name="web", k=1)
    pair.members.set([made["web-1"], made["web-2"]])
    for name in ("web-1", "web-2"):
        AssetDependency.objects.create(asset=made[name], needs=company.database, strength=1)
    hooli = Customer.objects.create(name="Hooli", arr=5000, segments=["north"])
    CustomerAssetLink.objects.create(customer=hooli, asset=made["shop"])
    return made


def test_assets_lead_to_the_customers_who_suffer(company: Company, shop: dict[str, Asset]) -> None:
    page = read(company.browser("responder"), f"/map/?asset={company.database.pk}")
    assert page.status == 200
    assert "3 customers" in page.text and "Hooli" in page.text and "north 1" in page.text
    assert "stops" in page.text
    spared = read(company.browser("responder"), f"/map/?asset={shop['web-1'].pk}").text
    assert "1 more is spared because something stands in" in spared and "loses a spare" in spared


def test_customers_who_called_lead_to_what_would_explain_it(company: Company, shop: dict[str, Asset]) -> None:
    hooli = Customer.objects.get(name="Hooli")
    page = read(company.browser("csr"), f"/map/?customer={hooli.pk}&customer={company.globex.pk}").text
    told = page[page.index("What would explain it") :]
    assert (
        told.index("Transaction database") < told.index("2 of 2") < told.index("shop") < told.index("1 of 2")
    )
    assert "web-1" not in told[: told.index("The drawing as a list")], "the other one stands in"


def test_the_drawing_is_walked_by_its_boxes_and_says_the_same_as_a_list(
    company: Company, shop: dict[str, Asset]
) -> None:
    answer = company.browser("csr").get(f"/map/?asset={shop['shop'].pk}")
    page = answer.content.decode()
    boxes = re.findall(r'<a href="\?((?:asset|customer)=\d+)" aria-label', page)
    hooli = Customer.objects.get(name="Hooli")
    below = [*shop.values(), company.database]
    assert sorted(boxes) == sorted([f"customer={hooli.pk}", *(f"asset={one.pk}" for one in below)])
    assert page.count("map-line") == 5 and page.count("map-spare") == 2
    assert "style=" not in page[page.index("<main") :]
    listed = page[page.index('id="listed"') :]
    assert all(str(one) in listed for one in below) and "or another" in listed


def test_a_name_joins_what_is_picked_and_the_address_says_so(
    company: Company, shop: dict[str, Asset]
) -> None:
    browser = company.browser("csr")
    answer = browser.get("/map/", {"asset": shop["shop"].pk, "fails": "web-1", "called": ""})
    assert answer["Location"] == f"/map/?asset={shop['shop'].pk}&asset={shop['web-1'].pk}"
    again = browser.get("/map/", {"fails": "nothing of ours", "called": ""})
    assert again.status_code == 400 and "Nothing here is called" in again.content.decode()


@pytest.mark.parametrize(
    "query",
    ["asset=x", "asset=99999999999999999999999", "asset=999999", "customer=-1", "page=x"],
)
def test_an_address_that_means_nothing_is_answered(company: Company, query: str) -> None:
    assert company.browser("csr").get(f"/map/?{query}").status_code == 200


def test_what_is_no_longer_in_use_is_not_drawn_and_the_page_says_so(
    company: Company, shop: dict[str, Asset]
) -> None:
    Asset.objects.filter(name="web-2").update(retired_at=AT - timedelta(days=9000))
    page = read(company.browser("csr"), f"/map/?asset={shop['shop'].pk}&asset={shop['web-2'].pk}").text
    assert "1 of those picked is no longer in the catalog" in page
    assert "web-2" not in page and "web-1" in page


def test_a_large_part_is_listed_and_not_drawn(company: Company) -> None:
    everybody = CustomerGroup.objects.create(name="everybody")
    everybody.members.set(company.customers(301, tier="gold"))
    CustomerAssetLink.objects.create(customer_group=everybody, asset=company.database)
    page = read(company.browser("csr"), f"/map/?asset={company.database.pk}")
    assert "more than 300 cannot be read in one drawing" in page.text and "Page 1 of 4" in page.text
    assert "<svg width" not in page.text
    assert "too many for one drawing" in read(company.browser("csr"), "/map/").text


def test_the_map_takes_the_same_number_of_queries_however_much_it_holds(
    company: Company, shop: dict[str, Asset]
) -> None:
    browser = company.browser("csr")
    address = f"/map/?asset={company.database.pk}&customer={company.globex.pk}"
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for one in company.customers(20, tier="gold"):
        CustomerAssetLink.objects.create(customer=one, asset=company.database)
    for one in company.assets(20):
        AssetDependency.objects.create(asset=one, needs=company.database, strength=1)
    with CaptureQueriesContext(connection) as many:
        assert browser.get(address).status_code == 200
    assert len(many) == len(few) <= 32


class BothEnds(TestCase):
    """The mapping read from either end is one relation, and that is what is drawn."""

    @settings(max_examples=25, deadline=None)
    @given(
        st.sets(st.tuples(st.integers(0, 3), st.integers(0, 4), st.sampled_from([1, 0.5])), max_size=8),
        st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda p: p[0] != p[1]), max_size=8),
    )
    def test_it_is_the_same_relation_from_both_ends_and_as_drawn(
        self, links: set[tuple[int, int, float]], needs: set[tuple[int, int]]
    ) -> None:
        customers = [Customer.objects.create(name=f"C{n}") for n in range(4)]
        assets = [Asset.objects.create(name=f"A{n}") for n in range(5)]
        for customer, asset, weight in links:
            CustomerAssetLink.objects.create(
                customer=customers[customer], asset=assets[asset], dependency=weight, function=str(weight)
            )
        for upper, lower in needs:
            AssetDependency.objects.create(asset=assets[upper], needs=assets[lower], strength=1)
        every = drawn.Around(customers={one.pk for one in customers}, assets={one.pk for one in assets})
        picture = {
            (line.upper[1], line.lower[1])
            for line in drawn.lines_of(every, at=AT)
            if line.upper[0] == "customer"
        }
        from_assets = effective_links(assets=every.assets, at=AT)
        from_customers = effective_links(customers=every.customers, at=AT)
        assert picture == {link[:2] for link in from_assets} == {link[:2] for link in from_customers}
        below = {one.pk: drawn.around([], [one.pk], at=AT) for one in customers}
        for asset in assets:
            reached = set(drawn.around([asset.pk], [], at=AT).hurt)
            assert reached == {pk for pk, part in below.items() if asset.pk in part.assets}
            explained = {
                pk for pk, part in below.items() if asset.pk in {one.asset for one in part.explained}
            }
            assert reached == explained, "over hard dependencies one is the other, turned round"
