"""Planned work reaches the subscribers of what it touches: announced, reminded of, begun, ended, or called off."""

from datetime import timedelta

from statuspage.models import Announcement, Component, Maintenance, StatusPage
from statuspage.operations.maintaining import cancel_maintenance
from statuspage.operations.managing import keep_page
from tests.fakes.providers import Providers
from tests.statuspage.conftest import Company
from tests.statuspage.test_announcements import add
from tests.statuspage.test_maintenance import planned
from tests.statuspage.test_subscribing import stranger


def subjects(providers: Providers, address: str) -> list[str]:
    return [one.subject for one in providers.mailbox.letters() if one.recipient == address]


def test_its_course_is_told_to_whoever_wants_to_know_of_what_it_touches(
    company: Company, providers: Providers
) -> None:
    add(company, "reports@example.org", "Reports")
    add(company, "ordering@example.org", "Ordering")
    planned(company)
    company.clock.settle()
    assert subjects(providers, "reports@example.org") == []
    company.clock.advance(hours=26)
    told = subjects(providers, "reports@example.org")
    assert len(told) == len(set(told)) == 4 and all("Reports move house" in one for one in told)
    assert subjects(providers, "ordering@example.org") == []
    assert Announcement.objects.filter(kind="maintenance", state="done").count() == 4


def test_what_stands_on_other_pages_alone_is_named_to_nobody(company: Company) -> None:
    hidden, reports = Component.objects.create(name="Cell of Globex"), company.components["Reports"]
    default = StatusPage.objects.get(is_default=True)
    keep_page(page=default, components=[reports], actor=company.actor(), at=company.at)
    form = stranger().get("/status/subscribe/").content.decode()
    assert "Reports" in form and "Cell of Globex" not in form
    add(company, "reports@example.org", "Reports")
    both = frozenset({reports.public_id, hidden.public_id})
    planned(company, announce_at=company.at, components=both)
    company.clock.settle()
    assert Announcement.objects.get(kind="maintenance").said["components"] == [["Reports", "maintenance"]]


def test_who_was_told_of_it_hears_that_it_is_called_off(company: Company, providers: Providers) -> None:
    add(company, "reports@example.org", "Reports")
    row = planned(company, announce_at=company.at)
    company.clock.settle()
    cancel_maintenance(maintenance_id=row.pk, actor=company.actor("csr"), at=company.at)
    company.clock.advance(hours=30)
    assert len(subjects(providers, "reports@example.org")) == 2


def test_work_that_is_called_off_before_it_was_announced_is_told_to_nobody(
    company: Company, providers: Providers
) -> None:
    add(company, "reports@example.org", "Reports")
    row = planned(company, announce_at=company.at + timedelta(hours=3))
    cancel_maintenance(maintenance_id=row.pk, actor=company.actor("csr"), at=company.at)
    company.clock.advance(hours=30)
    assert subjects(providers, "reports@example.org") == []
    assert Maintenance.objects.get(pk=row.pk).state == "cancelled"
