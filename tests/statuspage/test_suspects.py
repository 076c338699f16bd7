"""Planned work that touches what fails is shown beside the incident and in the seat, as a suspect."""

from datetime import timedelta

import pytest

from catalog.models import Asset, AssetDependency
from incidents.models import IncidentAsset
from statuspage.models import Maintenance
from statuspage.planning.suspects import works_behind
from tests.statuspage.conftest import Company

HOUR = timedelta(hours=1)


def work(company: Company, asset: str, *, ended_ago: float | None, title: str = "New disks") -> Maintenance:
    """On a component of this asset; it began a day and a half before."""
    component = company.components["Reports"]
    component.assets.set(Asset.objects.filter(name=asset))
    began = company.at - 36 * HOUR
    ended = None if ended_ago is None else company.at - ended_ago * HOUR
    row = Maintenance.objects.create(
        title=title, text="Reports are away.", starts_at=began, ends_at=company.at + HOUR, announce_at=began,
        announced_at=began, started_at=began, ended_at=ended, changed_at=began,
        state="in_progress" if ended is None else "completed",
    )  # fmt: skip
    row.components.add(component)
    return row


@pytest.fixture
def disk(company: Company) -> Asset:
    """What the failing database stands on."""
    found = Asset.objects.create(name="disk-7")
    database = Asset.objects.get(name="txn-db-01")
    AssetDependency.objects.create(asset=database, needs=found, strength="1.0")
    return found


def test_work_on_what_the_failing_needs_is_a_suspect_on_both_pages(company: Company, disk: Asset) -> None:
    work(company, disk.name, ended_ago=None)
    panel = company.signed_in("im").get(f"/statuspage/panel/{company.incident.number}/").content.decode()
    seat = company.signed_in("csr").get("/support/").content.decode()
    for page in (panel, seat):
        assert (
            "Planned work touches what fails" in page and "New disks</a> (Reports), under way since" in page
        )


def test_work_that_ended_within_a_day_before_counts_and_older_or_elsewhere_does_not(
    company: Company, disk: Asset
) -> None:
    work(company, disk.name, ended_ago=20, title="yesterday")
    [found] = works_behind([company.incident])[company.incident.pk]
    assert (found.title, found.ended_at) == ("yesterday", company.at - 20 * HOUR)
    Maintenance.objects.update(ended_at=company.at - 30 * HOUR)
    assert works_behind([company.incident]) == {}
    Asset.objects.create(name="elsewhere")
    work(company, "elsewhere", ended_ago=None)
    assert works_behind([company.incident]) == {}
    IncidentAsset.objects.all().delete()
    assert works_behind([company.incident]) == {} and works_behind([]) == {}


def test_what_is_only_planned_has_broken_nothing(company: Company, disk: Asset) -> None:
    row = work(company, disk.name, ended_ago=None)
    Maintenance.objects.filter(pk=row.pk).update(state="scheduled", started_at=None)
    assert works_behind([company.incident]) == {}
