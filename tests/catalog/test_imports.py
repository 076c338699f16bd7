"""Files brought in: looked at first, then let in, a line of report for each row; nothing unreadable is lost."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actors import SYSTEM_ACTOR
from accounts.models import Team, User
from catalog.exports import csv_lines
from catalog.imports.backstage import read_backstage
from catalog.imports.rows import Unreadable
from catalog.imports.tables import read_table
from catalog.models import Asset, AssetDependency, CatalogImport, Customer, CustomerAssetLink
from catalog.operations.import_rows import write_row
from tests.clock import Clock
from tests.staff import hire_everybody

pytestmark = pytest.mark.django_db
ASSETS = "Name;Type;Criticality;Owner\nshop;application;4;Web\nshop-db;database;4;Data\n"
CUSTOMERS = (
    "Company,Tier,Revenue,Time zone,Contact,E-mail\n"
    "Acme,gold,120000,Europe/London,Ann,ann@acme.example\nBeta,Bronze,9000,Asia/Tokyo,,\n"
)
LINKS = "customer\tasset\tdependency\tfunction\nAcme\tshop\twholly\torders\nBeta\tshop\t0.5\t\n"
BACKSTAGE = b"""apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: checkout, title: Checkout}
spec: {type: service, lifecycle: production, owner: group:default/payments, dependsOn: ["resource:default/orders-db"]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders-db}
spec: {type: database, owner: group:default/payments}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments}
"""


@pytest.fixture
def bring(client: Client, clock: Clock) -> Callable[..., str]:
    """Choose a file as customer support, and read its report; with `let_in` press the button too."""
    client.force_login(hire_everybody()["csr"])

    def choose(name: str, content: str | bytes, *, let_in: bool = False) -> str:
        body = content.encode() if isinstance(content, str) else content
        answer = client.post("/catalog/import/", {"file": SimpleUploadedFile(name, body)})
        assert answer.status_code == 302, answer.content.decode()
        clock.settle()
        if let_in:
            client.post(f"{answer.url}apply/")
            clock.settle()
        return client.get(answer.url).content.decode()

    return choose


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Customer, Asset, CustomerAssetLink, AssetDependency, Team)
    )


def test_three_files_make_a_catalog(bring: Callable[..., str]) -> None:
    before = counts()
    page = bring("assets.csv", ASSETS)
    assert "2 rows would be written" in page and "The team “Web” is new." in page
    assert counts() == before, "looking writes nothing"
    bring("assets.csv", ASSETS, let_in=True)
    bring("customers.csv", CUSTOMERS, let_in=True)
    page = bring("who.csv", LINKS, let_in=True)
    assert "It is in: 2 rows written" in page
    acme = Customer.objects.get(name="Acme")
    assert (acme.tier, int(acme.arr), acme.calendar and acme.calendar.zone) == (
        "gold",
        120000,
        "Europe/London",
    )
    assert acme.contacts.get().email == "ann@acme.example"
    link = CustomerAssetLink.objects.get(customer__name="Beta", asset__name="shop")
    assert (float(link.dependency), link.source) == (0.5, "import")


def test_the_same_file_again_changes_nothing(bring: Callable[..., str]) -> None:
    for name, content in (("a.csv", ASSETS), ("c.csv", CUSTOMERS), ("l.csv", LINKS)):
        bring(name, content, let_in=True)
        before = counts()
        assert "Nothing would change" in bring(name, content)
        assert counts() == before


def test_a_refused_row_says_why_and_the_others_go_in(bring: Callable[..., str]) -> None:
    wrong = ASSETS + "lift;elevator;9;\nnameless\n"
    page = bring("assets.csv", wrong, let_in=True)
    assert "2 rows written, 2 refused" in page
    assert "Owner is missing" in page
    assert Asset.objects.filter(name="shop").exists() and not Asset.objects.filter(name="lift").exists()


def test_what_cannot_be_read_is_kept_and_says_what_would_be_right(bring: Callable[..., str]) -> None:
    for content, sentence in (
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is no text"),
        (b"colour,size\nred,5\n", "fit none of our tables"),
        (b"name,kind,criticality\n", "Below its headings"),
        (b"name,name\nA,B\n", "Two columns mean"),
    ):
        page = bring("odd.csv", content)
        assert sentence in page
    assert CatalogImport.objects.filter(state="unreadable").count() == 4
    assert bytes(CatalogImport.objects.earliest("pk").content).startswith(b"\x89PNG")


def test_a_backstage_catalog_brings_assets_and_what_they_need(bring: Callable[..., str]) -> None:
    page = bring("catalog-info.yaml", BACKSTAGE)
    assert "3 rows would be written" in page and "Not used: Group" in page
    bring("catalog-info.yaml", BACKSTAGE, let_in=True)
    found = AssetDependency.objects.get(asset__name="checkout", needs__name="orders-db")
    assert (float(found.strength), found.asset.external_id) == (1.0, "component:default/checkout")
    assert "Nothing would change" in bring("catalog-info.yaml", BACKSTAGE)


def test_what_is_taken_out_can_be_brought_in_again(bring: Callable[..., str], client: Client) -> None:
    for name, content in (("a.csv", ASSETS), ("c.csv", CUSTOMERS), ("l.csv", LINKS)):
        bring(name, content, let_in=True)
    for table in ("customers", "assets", "links", "dependencies"):
        answer = client.get(f"/catalog/export/{table}.csv")
        assert answer.status_code == 200
    assert "Nothing would change" in bring("links.csv", "".join(csv_lines("links")))
    assert client.get("/catalog/export/people.csv").status_code == 404


def test_a_formula_in_a_name_does_not_run_in_a_spreadsheet() -> None:
    Customer.objects.create(name="=cmd|' /C calc'!A0", status="paying")
    assert "'=cmd" in "".join(csv_lines("customers"))


def test_others_look_and_do_not_write(client: Client) -> None:
    client.force_login(hire_everybody()["responder"])
    assert client.get("/catalog/import/").status_code == 200
    answer = client.post("/catalog/import/", {"file": SimpleUploadedFile("a.csv", ASSETS.encode())})
    assert answer.status_code == 403
    assert User.objects.exists() and not CatalogImport.objects.exists()


@settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None)
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=300).map(str.encode)))
def test_whatever_a_file_holds_it_is_read_or_refused_with_sentences(content: bytes) -> None:
    for read in (read_table, read_backstage):
        try:
            assert read(content).rows
        except Unreadable as refusal:
            assert refusal.sentences


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    cells=st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=30), min_size=4, max_size=6)
)
def test_whatever_stands_in_the_cells_a_row_is_written_or_refused(cells: list[str], clock: Clock) -> None:
    for kind, names in (
        ("assets", ("name", "kind", "criticality", "owner_team", "external_id", "likelihood")),
        ("customers", ("name", "tier", "arr", "zone", "contact_email", "since_date")),
        ("links", ("customer", "asset", "dependency", "valid_from", "valid_to", "function")),
    ):
        row = dict(zip(names, cells, strict=False))
        outcome = write_row(kind, row, actor=SYSTEM_ACTOR, at=clock.now)
        assert outcome.action != "refused" or outcome.sentences
