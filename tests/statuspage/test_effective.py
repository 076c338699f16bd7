"""What is proposed to the public, and what the plan does, follow what customers feel and not what failed first."""

import pytest

from catalog.models import Asset, AssetDependency, RedundancyGroup
from incidents.models import IncidentAsset
from incidents.queries.feeling import felt
from statuspage import queries
from statuspage.forms import PublishForm
from tests.statuspage.conftest import Company

pytestmark = pytest.mark.django_db


def needs(above: str, below: str, strength: str = "1.0") -> None:
    pair = [Asset.objects.get_or_create(name=name)[0] for name in (above, below)]
    AssetDependency.objects.create(asset=pair[0], needs=pair[1], strength=strength)


def proposed(company: Company) -> dict[str, str]:
    story = queries.story_of(company.incident)
    found = queries.proposed_states(story, at=company.at)
    return {one.name: found[one.public_id] for one in story.components if one.public_id in found}


def test_the_form_proposes_what_suffers_with_what_fails(company: Company) -> None:
    needs("shop", "txn-db-01")
    needs("reporting", "txn-db-01", "0.5")
    company.components["Sign-in"].assets.add(Asset.objects.get(name="shop"))
    company.components["Reports"].assets.add(Asset.objects.get(name="reporting"))
    assert proposed(company) == {"Ordering": "down", "Sign-in": "down", "Reports": "degraded"}
    story = queries.story_of(company.incident)
    form = PublishForm(story=story, proposed=queries.proposed_states(story, at=company.at))
    assert form[f"component_{company.components['Sign-in'].public_id}"].value() == "major_outage"
    assert form[f"component_{company.components['Reports'].public_id}"].value() == "degraded_performance"


def test_where_a_spare_is_left_nothing_is_down(company: Company) -> None:
    pair = RedundancyGroup.objects.create(name="pair", owner=Asset.objects.create(name="cluster"), k=1)
    pair.members.set([Asset.objects.get(name="txn-db-01"), Asset.objects.create(name="txn-db-02")])
    company.components["Ordering"].assets.set(Asset.objects.filter(name="cluster"))
    assert proposed(company).get("Ordering", "at_risk") == "at_risk"
    IncidentAsset.objects.create(
        incident=company.incident,
        asset=Asset.objects.get(name="txn-db-02"),
        degradation="down",
        since=company.at,
    )
    assert proposed(company)["Ordering"] == "down"


def test_the_plan_knows_that_the_application_is_down_with_its_database(company: Company) -> None:
    needs("app", "txn-db-01")
    Asset.objects.filter(name="app").update(kind="application")
    database = Asset.objects.get(name="txn-db-01")
    assert felt({database.pk: "down"}, at=company.at).app_down
    assert not felt({database.pk: "degraded"}, at=company.at).app_down
    Asset.objects.filter(name="txn-db-01").update(internal=True)
    assert not felt({database.pk: "down"}, at=company.at).internal_only, "the application is not only ours"
    Asset.objects.filter(name="app").update(internal=True)
    assert felt({database.pk: "down"}, at=company.at).internal_only
    assert not felt({}, at=company.at).internal_only
