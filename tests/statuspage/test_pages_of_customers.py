"""The proof that a customer's page tells nothing of what touches only others: asked as every customer, everywhere."""

from datetime import timedelta
from itertools import product

import pytest
from django.test import Client

from catalog.models import Asset, AssetDependency, Customer, CustomerAssetLink
from incidents.models import Incident, IncidentAsset, IncidentCustomer
from incidents.stages import Stage
from statuspage.models import Component, PublicIncident, StatusPage
from statuspage.operations.keys import make_key
from statuspage.operations.publishing import publish
from statuspage.operations.republishing import republish
from statuspage.published.languages import NAMES as LANGUAGES
from statuspage.published.reader_api import NAMES
from tests.statuspage.conftest import Company

CUSTOMERS = ("Globex", "Initech", "Umbrella", "Hooli")
# Which customers an incident affects; all of them touch Ordering, which all depend on.
AFFECTED = {
    "zebra": ("Globex",),
    "yak": ("Initech",),
    "walrus": ("Umbrella", "Hooli"),
    "viper": ("Globex", "Initech"),
}


@pytest.fixture
def customers(company: Company) -> dict[str, Customer]:
    """Each depends on what Ordering needs over an asset of its own, which has a component of its own."""
    found, base = {}, Asset.objects.get(name="txn-db-01")
    for name in CUSTOMERS:
        customer = Customer.objects.create(name=name, status="paying")
        own = Asset.objects.create(name=f"app-{name.lower()}")
        AssetDependency.objects.create(asset=own, needs=base)
        CustomerAssetLink.objects.create(customer=customer, asset=own)
        Component.objects.create(name=f"Desk {name[::-1]}").assets.add(own)
        StatusPage.objects.create(
            slug=f"c-{name.lower()}", kind="customer", customer=customer, languages=[*LANGUAGES]
        )
        found[name] = customer
    for word, names in AFFECTED.items():
        tell(company, word, [found[name] for name in names])
    return found


def tell(company: Company, word: str, affected: list[Customer], *, only: bool = True) -> None:
    """Tell an incident in a word that nothing else contains, in both languages."""
    incident = Incident.objects.create(
        title=f"{word} fails",
        stage=Stage.CLASSIFY,
        priority="P2",
        provisional=False,
        im=company.people["im"],
        detected_at=company.at - timedelta(minutes=5),
        stage_entered_at=company.at,
        created_at=company.at,
    )
    asset = Asset.objects.get(name="txn-db-01")
    IncidentAsset.objects.create(incident=incident, asset=asset, degradation="down", since=company.at)
    for customer in affected:
        IncidentCustomer.objects.create(incident=incident, customer=customer, since=company.at)
    own = Component.objects.get(name=f"Desk {affected[0].name[::-1]}")
    states = {company.components["Ordering"].public_id: "major_outage", own.public_id: "partial_outage"}
    publish(
        incident_id=incident.pk,
        actor=company.actor(),
        at=company.at,
        title=f"The {word} does not work",
        text=f"We look for the {word}.",
        status="investigating",
        component_states=states,
        affected_only=only,
    )
    public = PublicIncident.objects.get(incident=incident)
    public.titles = {"de": f"Der {word} geht nicht"}
    public.save()
    public.updates.update(texts={"de": f"Wir suchen den {word}."})
    republish(at=company.at)


def reader(company: Company, name: str) -> tuple[Client, str]:
    page = StatusPage.objects.get(customer__name=name)
    secret = make_key(page=page, label=name, actor=company.actor(), at=company.at)
    client = Client()
    client.get(f"/status/p/{page.slug}/?key={secret}")
    return client, f"/status/p/{page.slug}/"


def tails() -> list[str]:
    stories = [f"incidents/{one}/" for one in PublicIncident.objects.values_list("public_id", flat=True)]
    pages = ["", "history/", *stories]
    spoken = [f"{code}/{tail}" for code, tail in product(LANGUAGES, pages)]
    return [
        *pages,
        *spoken,
        "history.atom",
        "history.rss",
        "maintenance.ics",
        *(f"api/v2/{name}.json" for name in NAMES),
    ]


def test_no_customer_reads_of_an_incident_of_others(company: Company, customers: dict[str, Customer]) -> None:
    asked = 0
    for name in customers:
        client, root = reader(company, name)
        seen = set()
        for tail in tails():
            text = client.get(root + tail).content.decode()
            asked += 1
            for word, names in AFFECTED.items():
                assert name in names or word not in text, (name, tail, word)
                seen |= {word} if word in text else set()
            for other in set(customers) - {name}:
                assert other not in text and other[::-1] not in text, (name, tail, other)
        assert seen == {word for word, names in AFFECTED.items() if name in names}
    assert asked == len(customers) * len(tails())


def test_no_customer_opens_the_page_of_another(company: Company, customers: dict[str, Customer]) -> None:
    for name, other in product(customers, customers):
        client, _ = reader(company, name)
        for tail in tails() if name != other else ():
            assert client.get(f"/status/p/c-{other.lower()}/{tail}").status_code == 404, (name, other, tail)


def test_the_colour_of_a_shared_component_is_that_of_the_own_incidents(
    company: Company, customers: dict[str, Customer]
) -> None:
    calm = Customer.objects.create(name="Stark", status="paying")
    CustomerAssetLink.objects.create(customer=calm, asset=Asset.objects.get(name="txn-db-01"))
    StatusPage.objects.create(slug="c-stark", kind="customer", customer=calm, languages=["en"])
    client, root = reader(company, "Stark")
    page = client.get(root).content.decode()
    assert "<h1>Everything works</h1>" in page and "Ordering: 100 % in 90 days." in page
    summary = client.get(f"{root}api/v2/summary.json").json()
    assert [one["name"] for one in summary["components"]] == ["Ordering"]
    assert summary["status"]["indicator"] == "none" and summary["incidents"] == []
    client, root = reader(company, "Globex")
    shown = {
        one["name"]: one["status"] for one in client.get(f"{root}api/v2/components.json").json()["components"]
    }
    assert shown == {"Ordering": "major_outage", "Desk xebolG": "partial_outage"}


def test_what_is_told_to_those_affected_alone_is_on_no_other_page(
    company: Company, customers: dict[str, Customer]
) -> None:
    StatusPage.objects.create(slug="inner", kind="private", languages=["en"])
    republish(at=company.at)
    client = company.signed_in("csr")
    for root in ("/status/", "/status/p/inner/"):
        for tail in tails():
            text = client.get(root + tail).content.decode()
            assert not [word for word in AFFECTED if word in text], (root, tail)


def test_a_customer_who_calls_reads_of_it_at_once(company: Company, customers: dict[str, Customer]) -> None:
    client, root = reader(company, "Hooli")
    assert "zebra" not in client.get(root).content.decode()
    incident = Incident.objects.get(title="zebra fails")
    IncidentCustomer.objects.create(incident=incident, customer=customers["Hooli"], since=company.at)
    assert "zebra" in client.get(root).content.decode()


def test_a_page_of_a_customer_never_becomes_a_file(
    company: Company, customers: dict[str, Customer], settings: object, tmp_path: object
) -> None:
    settings.STATUS_DIR = tmp_path / "status"  # type: ignore[attr-defined,operator]
    company.clock.settle()
    folder = (tmp_path / "status" / "current").resolve()  # type: ignore[operator]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files and not [path for path in files if "c-" in str(path.relative_to(folder))]
    for path in files:
        content = path.read_bytes().decode(errors="replace")
        assert not [word for word in AFFECTED if word in content], path
