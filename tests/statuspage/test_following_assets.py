"""The colour of a component that follows its assets by itself: without a person, and without a word."""

import pytest
from django.test import Client

from catalog.models import Asset, AssetDependency
from incidents.models import IncidentAsset
from statuspage.models import ComponentSpan, PublicIncident
from statuspage.operations.following import follow_assets
from statuspage.published.measured import measured_states
from statuspage.telling.measuring import degradation_of
from tests.statuspage.conftest import Company


def follow(company: Company, *names: str) -> None:
    for name in names:
        company.components[name].automatic = True
        company.components[name].save()


@pytest.mark.parametrize(
    ("losses", "word"),
    [((), "at_risk"), ((0.0,), "at_risk"), ((0.2,), "degraded"), ((0.7, 0.1), "major"), ((1.0, 0.0), "down")],
)
def test_the_worst_loss_counts(losses: tuple[float, ...], word: str) -> None:
    assert degradation_of(losses) == word


def test_only_components_that_may_follow_do(company: Company) -> None:
    assert not follow_assets(at=company.at)
    assert company.state("Ordering") == "operational"
    follow(company, "Ordering")
    assert follow_assets(at=company.at)
    assert company.state("Ordering") == "major_outage"
    assert not follow_assets(at=company.at)


def test_what_suffers_with_what_fails_counts_as_far_as_it_does(company: Company) -> None:
    app = Asset.objects.create(name="report-app")
    AssetDependency.objects.create(asset=app, needs=Asset.objects.get(name="txn-db-01"), strength=0.5)
    company.components["Reports"].assets.add(app)
    states = measured_states(at=company.at)
    assert states == {
        company.components["Ordering"].public_id: "major_outage",
        company.components["Reports"].public_id: "degraded_performance",
    }


def test_customers_see_the_colour_and_no_word(company: Company, client: Client) -> None:
    follow(company, "Ordering")
    company.advance(5)
    follow_assets(at=company.at)
    page = client.get("/status/").content.decode()
    assert "Major outage, one service of three" in page and "Since 10 March, 14:05 UTC: Major outage" in page
    assert not PublicIncident.objects.exists() and "txn-db-01" not in page
    assert client.get("/status/api/v2/status.json").json()["status"]["indicator"] == "critical"


def test_it_ends_by_itself_when_the_service_is_back(company: Company) -> None:
    follow(company, "Ordering")
    follow_assets(at=company.at)
    company.advance(20)
    company.restore()
    assert follow_assets(at=company.at)
    assert company.state("Ordering") == "operational"
    assert [span.state for span in ComponentSpan.objects.order_by("id")] == ["major_outage", "operational"]


def test_what_a_person_told_is_not_made_better(company: Company) -> None:
    follow(company, "Ordering", "Reports")
    company.publish(component_states={company.components["Reports"].public_id: "partial_outage"})
    IncidentAsset.objects.update(degradation="degraded")
    follow_assets(at=company.at)
    assert (company.state("Reports"), company.state("Ordering")) == ("partial_outage", "degraded_performance")
