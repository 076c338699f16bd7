"""The mapping read from either end, and what a failure reaches, against a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalog.degradation import Graph, Redundancy, effective
from catalog.harm import story
from catalog.models import (
    Asset,
    AssetDependency,
    AssetGroup,
    Customer,
    CustomerAssetLink,
    CustomerGroup,
    RedundancyGroup,
)
from catalog.queries import assets_of, customers_of
from catalog.queries.mapping import effective_links
from catalog.queries.reach import reached

AT = datetime(2026, 3, 10, 19, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def asset(name: str, *needs: Asset, soft: bool = False, **more: Any) -> Asset:
    made = Asset.objects.create(name=name, **{"criticality": 4, **more})
    for needed in needs:
        AssetDependency.objects.create(asset=made, needs=needed, strength=0.5 if soft else 1)
    return made


def customer(name: str, *assets: Asset, **more: Any) -> Customer:
    made = Customer.objects.create(name=name, **more)
    for one in assets:
        CustomerAssetLink.objects.create(customer=made, asset=one)
    return made


def pairs(at: datetime = AT) -> set[tuple[str, str, float]]:
    names = dict(Customer.objects.values_list("pk", "name"))
    assets = dict(Asset.objects.values_list("pk", "name"))
    found = effective_links(assets=assets, at=at)
    return {(names[link.customer_id], assets[link.asset_id], link.dependency) for link in found}


@pytest.fixture
def groups(db: None) -> tuple[CustomerGroup, AssetGroup]:
    """Two customers, two assets, and a group of each kind around them."""
    everybody, uk = CustomerGroup.objects.create(name="everybody"), AssetGroup.objects.create(name="UK")
    everybody.members.set([customer("C1"), customer("C2")])
    uk.members.set([asset("web"), asset("db")])
    return everybody, uk


def test_groups_on_both_sides_are_expanded(groups: tuple[CustomerGroup, AssetGroup]) -> None:
    everybody, uk = groups
    CustomerAssetLink.objects.create(customer_group=everybody, asset_group=uk, dependency=0.5)
    assert pairs() == {(name, one, 0.5) for name in ("C1", "C2") for one in ("web", "db")}
    assert [found.name for found in customers_of(uk.members.all(), at=AT)] == ["C1", "C2"]
    assert [found.name for found in assets_of(everybody.members.all()[:1], at=AT)] == ["db", "web"]


def test_a_direct_link_overrides_what_groups_say(groups: tuple[CustomerGroup, AssetGroup]) -> None:
    everybody, _ = groups
    web = Asset.objects.get(name="web")
    CustomerAssetLink.objects.create(customer_group=everybody, asset=web)
    CustomerAssetLink.objects.create(
        customer=Customer.objects.get(name="C1"), asset=web, dependency=0.5, valid_to=AT + HOUR
    )
    assert pairs() == {("C1", "web", 0.5), ("C2", "web", 1.0)}
    assert pairs(AT + HOUR) == {("C1", "web", 1.0), ("C2", "web", 1.0)}


def test_a_link_counts_from_its_beginning_to_before_its_end(groups: tuple[CustomerGroup, AssetGroup]) -> None:
    CustomerAssetLink.objects.create(
        customer=Customer.objects.get(name="C1"),
        asset=Asset.objects.get(name="db"),
        valid_from=AT,
        valid_to=AT + HOUR,
    )
    found = [bool(pairs(AT + HOUR * offset)) for offset in (-0.1, 0, 0.9, 1)]
    assert found == [False, True, True, False]


def test_who_left_and_what_was_retired_do_not_count(db: None) -> None:
    old = asset("old", retired_at=AT)
    customer("gone", asset("web"), status="exited")
    customer("C1", old)
    assert pairs() == set() and pairs(AT - HOUR) == {("C1", "old", 1.0)}
    assert reached({old.pk: 1.0}, AT).harms == {}


def test_a_failure_reaches_over_dependencies_and_says_how(db: None) -> None:
    storage = asset("storage")
    database = asset("txn-db", storage, title="Transaction database")
    shop, reports = asset("shop", database), asset("reports", database, soft=True, criticality=2)
    elsewhere = asset("elsewhere")
    first, second = customer("C1", shop), customer("C2", reports)
    customer("C3", elsewhere)
    found = reached({storage.pk: 1.0}, AT)
    assert found.assets == {storage.pk: 1, database.pk: 1, shop.pk: 1, reports.pk: 0.5}
    assert [(harm.customer, harm.s) for harm in found.customers] == [(first.pk, 1.0), (second.pk, 0.2)]
    assert story(found.harms[second.pk], found.names) == (
        "uses reports, which suffers from Transaction database, which needs storage, which is down "
        "(criticality 2: 0.4 × 0.5 × 1 = 0.2)"
    )
    assert elsewhere.pk not in found.names and not found.unmapped and found.edges == 5


def test_a_redundant_owner_falls_with_the_last_that_stood_in(db: None) -> None:
    nodes = [asset(f"node-{number}") for number in range(3)]
    shop = asset("shop")
    group = RedundancyGroup.objects.create(owner=shop, name="web", k=2)
    group.members.set(nodes)
    somebody = customer("C1", shop)
    one, two = {nodes[0].pk: 1.0}, {nodes[0].pk: 1.0, nodes[1].pk: 1.0}
    assert reached(one, AT).harms == {} and not reached(one, AT).unmapped
    found = reached(two, AT)
    assert story(found.harms[somebody.pk], found.names).startswith(
        "uses shop, which needs 2 of 3 and lost node-0 and node-1, which is down"
    )
    Asset.objects.filter(name="node-2").update(retired_at=AT)
    assert reached(one, AT).harms


def test_circles_end_and_what_leads_to_nobody_is_named(db: None) -> None:
    one = asset("one")
    two = asset("two", one)
    AssetDependency.objects.create(asset=one, needs=two)
    lonely = asset("lonely")
    customer("C1", two)
    found = reached({one.pk: 0.4, lonely.pk: 1.0}, AT)
    assert found.assets == {one.pk: 0.4, two.pk: 0.4, lonely.pk: 1.0}
    assert found.unmapped == {lonely.pk}


def test_the_number_of_queries_does_not_depend_on_what_is_reached(
    db: None, django_assert_num_queries: Any
) -> None:
    lowest = asset("lowest")
    for number in range(20):
        customer(f"C{number}", asset(f"asset-{number}", lowest))
    for failing in ({lowest.pk: 1.0}, {lowest.pk: 1.0, lowest.pk + 1: 0.4}):
        with django_assert_num_queries(4):
            reached(failing, AT)
    with django_assert_num_queries(4):
        assert reached({0: 1.0}, AT).names == {}


class MappingProperties(TestCase):
    """Over any links of six assets, six customers and two groups of each."""

    ends = st.tuples(st.sampled_from(["customer", "customer_group"]), st.integers(0, 5))
    others = st.tuples(st.sampled_from(["asset", "asset_group"]), st.integers(0, 5))
    spans = st.sampled_from([(None, None), (None, AT), (AT, None), (AT - HOUR, AT + HOUR), (AT + HOUR, None)])

    def setup_example(self) -> None:
        """Six of each, in two overlapping groups of each, anew for every example."""
        super().setup_example()
        self.assets = [asset(f"asset-{number}") for number in range(6)]
        self.customers = [customer(f"C{number}") for number in range(6)]
        self.groups = {
            "customer_group": [CustomerGroup.objects.create(name=name) for name in "ab"],
            "asset_group": [AssetGroup.objects.create(name=name) for name in "ab"],
        }
        for kind, members in (("customer_group", self.customers), ("asset_group", self.assets)):
            for position, group in enumerate(self.groups[kind]):
                group.members.set(members[position * 2 : position * 2 + 4])

    def end(self, kind: str, number: int) -> Any:
        rows = {"customer": self.customers, "asset": self.assets}.get(kind) or self.groups[kind]
        return rows[number % len(rows)]

    @settings(max_examples=25, deadline=None)
    @given(links=st.lists(st.tuples(ends, others, spans, st.sampled_from([0.5, 1.0])), max_size=12))
    def test_the_mapping_read_from_both_ends_is_the_same_relation(self, links: list[Any]) -> None:
        CustomerAssetLink.objects.bulk_create(
            [
                CustomerAssetLink(
                    **{one[0]: self.end(*one), other[0]: self.end(*other)},
                    dependency=dependency,
                    function=str(number),
                    valid_from=span[0],
                    valid_to=span[1],
                )
                for number, (one, other, span, dependency) in enumerate(links)
            ]
        )
        from_assets = effective_links(assets=[one.pk for one in self.assets], at=AT)
        from_customers = effective_links(customers=[one.pk for one in self.customers], at=AT)
        assert from_assets == from_customers
        singly = [link for one in self.customers for link in effective_links(customers=[one.pk], at=AT)]
        assert singly == from_assets
        related = {(link.customer_id, link.asset_id) for link in from_assets}
        for one in self.customers:
            assert {found.pk for found in assets_of([one], at=AT)} == {
                number for found, number in related if found == one.pk
            }
        for one in self.assets:
            assert {found.pk for found in customers_of([one], at=AT)} == {
                found for found, number in related if number == one.pk
            }

    @settings(max_examples=25, deadline=None)
    @given(
        edges=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda e: e[0] != e[1])),
        members=st.lists(st.sets(st.integers(1, 5), min_size=1), max_size=2),
        own=st.dictionaries(st.integers(0, 5), st.sampled_from([0.4, 0.7, 1.0]), min_size=1),
    )
    def test_what_is_reached_is_what_the_whole_graph_says(
        self, edges: set[tuple[int, int]], members: list[set[int]], own: dict[int, float]
    ) -> None:
        numbers = [one.pk for one in self.assets]
        AssetDependency.objects.bulk_create(
            AssetDependency(asset_id=numbers[a], needs_id=numbers[b], strength=1 if (a + b) % 2 else 0.5)
            for a, b in edges
        )
        for position, chosen in enumerate(members):
            group = RedundancyGroup.objects.create(owner=self.assets[0], name=str(position), k=1)
            group.members.set([self.assets[number] for number in chosen])
        failing = {numbers[position]: value for position, value in own.items()}
        assert reached(failing, AT).assets == effective(whole_graph(), failing)


def whole_graph() -> Graph:
    """All dependencies and groups that there are, read in the plainest way."""
    needs: dict[Any, Any] = {}
    for row in AssetDependency.objects.all():
        needs[row.asset_id] = (*needs.get(row.asset_id, ()), (row.needs_id, float(row.strength)))
    groups: dict[Any, Any] = {}
    for group in RedundancyGroup.objects.all():
        members = frozenset(group.members.values_list("pk", flat=True))
        made = Redundancy(owner=group.owner_id, k=group.k, members=members)
        groups[group.owner_id] = (*groups.get(group.owner_id, ()), made)
    return Graph(needs=needs, redundancies=groups)
