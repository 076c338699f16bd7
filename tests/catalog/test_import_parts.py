"""The further tables: what is taken out can be brought in again; and a file that was let in can be taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actors import SYSTEM_ACTOR
from accounts.models import Team
from catalog.exports import TABLES, csv_lines
from catalog.models import (
    Asset,
    AssetGroup,
    Calendar,
    CatalogImport,
    ContractTerm,
    Customer,
    CustomerAssetLink,
    CustomerContact,
    CustomerGroup,
    ImportLine,
    Partner,
    PartnerContact,
    RedundancyGroup,
)
from catalog.operations import imports
from incidents.models import Incident
from tests.clock import Clock
from tests.staff import hire_everybody
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db
PARTS = ("partners", "groups", "contacts", "calendars", "terms", "redundancy")
Bring = Callable[..., CatalogImport]


@pytest.fixture
def bring(clock: Clock) -> Bring:
    """A file that is looked at, and let in unless somebody only looks."""

    def choose(name: str, content: str, *, let_in: bool = True, kind: str = "") -> CatalogImport:
        given = {"name": name, "content": content.encode(), "kind": kind}
        row = imports.start_import(**given, actor=SYSTEM_ACTOR, at=clock.now)
        clock.settle()
        if let_in:
            imports.apply_import(import_id=row.pk, actor=SYSTEM_ACTOR, at=clock.now)
            clock.settle()
        row.refresh_from_db()
        return row

    return choose


@pytest.fixture
def stocked(clock: Clock) -> None:
    """One of everything, with the letters that make tables difficult."""
    partner = Partner.objects.create(name="Brightwater, Ltd", external_id="p-1")
    acme = Customer.objects.create(name="Acme, Inc")
    web, db = Asset.objects.create(name="web"), Asset.objects.create(name="db")
    CustomerGroup.objects.create(name="North", external_id="g-1").members.set([acme])
    AssetGroup.objects.create(name="Fronts").members.set([web])
    CustomerContact.objects.create(
        customer=acme, name="Ann", email="ann@acme.example", email_verified_at=clock.now, phone="+447700900123",
        is_key_contact=True, opt_outs=["rfo"], external_id="c-1",
    )  # fmt: skip
    PartnerContact.objects.create(partner=partner, name="=Pim", language="nl")
    hours = Calendar.objects.create(
        name="UK", zone="Europe/London", days=[0, 4], opens="08:30", closes="18:00", country="GB",
        subdivision="SCT", holidays=[date(2026, 12, 24)],
    )  # fmt: skip
    ContractTerm.objects.create(customer=acme, name="Restore", restore_minutes=240, calendar=hours)
    RedundancyGroup.objects.create(owner=web, name="replicas", k=1).members.set([db])


def actions(row: CatalogImport) -> set[str]:
    return set(row.lines.values_list("action", flat=True))


@pytest.mark.parametrize("table", PARTS)
def test_what_is_taken_out_and_brought_in_again_changes_nothing(
    table: str, stocked: None, bring: Bring
) -> None:
    row = bring("again.csv", "".join(csv_lines(table)), let_in=False)
    said = list(row.lines.values_list("action", "sentence"))
    assert row.kind == table, "its headings say what it is"
    assert {action for action, _ in said} == {"same"}, said


def test_it_can_be_brought_into_an_empty_catalog(stocked: None, bring: Bring) -> None:
    before = {table: "".join(csv_lines(table)) for table in TABLES}
    for model in (
        CustomerGroup,
        AssetGroup,
        ContractTerm,
        RedundancyGroup,
        Customer,
        Asset,
        Partner,
        Calendar,
    ):
        model.objects.all().delete()
    Team.objects.create(name="Web")
    for name in ("web", "db"):
        Asset.objects.create(name=name, owner_team=Team.objects.get())
    for table in ("partners", "calendars", "customers", "groups", "contacts", "terms", "redundancy"):
        assert actions(bring(f"{table}.csv", before[table])) == {"added"}, table
    for table in PARTS:
        assert "".join(csv_lines(table)) == before[table]
    contact = CustomerContact.objects.get()
    assert contact.email_verified_at is not None and contact.phone_verified_at is None
    how = TimelineEntry.objects.get(kind="contact.channel_verified").data["how"]
    assert how == "as the file says that was brought in"


@pytest.mark.parametrize(
    ("table", "rows", "words"),
    [
        ("groups", "of,name,members\nplanets,Mars,\n", "say “customers” or “assets”"),
        ("groups", "of,name,members\nassets,All,nowhere\n", "nowhere"),
        ("contacts", "customer,partner,name,role\nAcme,Brightwater,Ann,\n", "one of them"),
        ("contacts", "customer,name,role,phone\n\"Acme, Inc\",Ann,,12\n", "with its country"),
        ("calendars", "name,zone,days,opens,closes\nMoon,Moon/Tycho,mon,09:00,17:00\n", "no time zone"),
        ("calendars", "name,zone,days,opens,closes\nNever,UTC,,09:00,17:00\n", "at least one day"),
        ("terms", "customer,name,restore_minutes\nNobody,Restore,240\n", "Nobody"),
        ("redundancy", "asset,name,k,members\nweb,replicas,3,db\n", "3 have to work"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_with_why(
    table: str, rows: str, words: str, stocked: None, bring: Bring
) -> None:
    row = bring("wrong.csv", rows)
    assert row.kind == table
    line = row.lines.get()
    assert line.action == "refused" and words in line.sentence, line.sentence


def test_a_file_is_taken_back_and_leaves_what_somebody_touched(bring: Bring, clock: Clock) -> None:
    Customer.objects.create(name="Beta", tier="gold", segments=["labs"])
    bring("assets.csv", "name,kind,criticality,owner\nshop,application,4,Web\nlift,other,1,Web\n")
    file = bring(
        "customers.csv",
        "name,tier,segments,contact_name,contact_email\nAcme,gold,,Ann,ann@acme.example\nBeta,silver,,,\n"
        "Gamma,gold,,,\nDelta,gold,,,\n",
    )
    assert Customer.objects.get(name="Beta").tier == "silver"
    Customer.objects.filter(name="Gamma").update(tier="trial")
    CustomerAssetLink.objects.create(
        customer=Customer.objects.get(name="Delta"), asset=Asset.objects.get(name="shop")
    )
    imports.undo_import(import_id=file.pk, actor=SYSTEM_ACTOR, at=clock.now)
    clock.settle()
    file.refresh_from_db()
    assert file.state == "undone"
    said = dict(ImportLine.objects.filter(catalog_import=file).values_list("about", "action"))
    assert said == {"Acme": "undone", "Beta": "undone", "Gamma": "kept", "Delta": "kept"}
    beta = Customer.objects.get(name="Beta")
    assert (beta.tier, beta.segments) == ("gold", ["labs"])
    assert not Customer.objects.filter(name="Acme").exists() and not CustomerContact.objects.exists()
    sentences = file.lines.filter(action="kept").values_list("sentence", flat=True)
    assert "changed it since" in sentences[0] and "leans on" in sentences[1]
    assert "removed" in TimelineEntry.objects.filter(data__name="Acme").latest("id").kind


def test_an_asset_of_an_incident_stays(bring: Bring, clock: Clock) -> None:
    file = bring("assets.csv", "name,kind,criticality,owner\nshop,application,4,Web\n")
    at = clock.now
    incident = Incident.objects.create(
        title="x", means="internal_monitoring", detected_at=at, stage_entered_at=at, created_at=at
    )
    incident.assets.create(asset=Asset.objects.get(name="shop"), since=at)
    imports.undo_import(import_id=file.pk, actor=SYSTEM_ACTOR, at=at)
    clock.settle()
    assert file.lines.get().action == "kept" and Asset.objects.filter(name="shop").exists()


def test_on_the_page_it_is_taken_back_in_two_presses_and_only_once(client: Client, clock: Clock) -> None:
    client.force_login(hire_everybody()["csr"])
    file: Any = SimpleUploadedFile("p.csv", b"partner,external_id\nBrightwater,p-1\n")
    at = client.post("/catalog/import/", {"file": file}).url
    clock.settle()
    client.post(f"{at}apply/")
    clock.settle()
    assert "Take it back" in client.get(at).content.decode()
    assert client.post(f"{at}undo/").status_code == 302
    clock.settle()
    assert "It is taken back" in client.get(at).content.decode()
    assert not Partner.objects.exists()
    again = client.post(f"{at}undo/")
    assert again.status_code == 409 and "only one let in can" in again.content.decode()
