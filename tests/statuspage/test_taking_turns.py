"""Whoever changes pages, components or work takes its turn with whoever publishes, before anything is written."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from statuspage.models import Component, ComponentGroup, ComponentSpan, StatusPage
from statuspage.operations import managing
from tests.statuspage.conftest import Company
from tests.statuspage.test_maintenance import planned

WRITES = ("INSERT", "UPDATE", "DELETE")
LOCK = 'FROM "statuspage_component" ORDER BY "statuspage_component"."id" ASC FOR UPDATE'


def keep_page(company: Company) -> None:
    page, parts = StatusPage.objects.get(is_default=True), list(company.components.values())
    managing.keep_page(page=page, components=parts, actor=company.actor(), at=company.at)


def keep_component(company: Company) -> None:
    one = company.components["Sign-in"]
    managing.keep_component(component=one, actor=company.actor(), at=company.at)


def remove_group(company: Company) -> None:
    group = ComponentGroup.objects.get()
    managing.remove(row=group, actor=company.actor(), at=company.at)


@pytest.mark.parametrize("write", [keep_page, keep_component, remove_group, planned])
def test_components_are_locked_in_one_order_before_anything_is_written(
    company: Company, write: Callable[[Company], object]
) -> None:
    """Two who lock them in different orders wait for each other, and one of the two fails."""
    Component.objects.update(group=ComponentGroup.objects.create(name="Trading"))
    with CaptureQueriesContext(connection) as asked:
        write(company)
    said = [one["sql"] for one in asked]
    first = next(sql for sql in said if sql.startswith(WRITES) or sql.endswith(LOCK))
    assert first.endswith(LOCK), first


def test_what_was_published_while_a_component_was_changed_stays(company: Company) -> None:
    read_before = Component.objects.get(name="Ordering")
    company.publish()
    spans = list(ComponentSpan.objects.values())
    company.advance(5)
    read_before.description = "Take orders"
    managing.keep_component(component=read_before, actor=company.actor(), at=company.at)
    assert list(ComponentSpan.objects.values()) == spans and company.state("Ordering") == "major_outage"
