"""A shelf of articles and one incident about a database."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from accounts.actors import Actor, actor_of
from accounts.models import CompanySettings, User
from catalog.models import Asset
from incidents.models import Incident, IncidentAsset
from incidents.stages import Stage
from kb.models import Article
from tests.clock import START, Clock

PEOPLE = (
    "csr",
    "im_candidate",
    "operator",
    "helpdesk_lead",
    "responder",
    "executive",
    "account_manager",
    "ops_manager",
    "admin",
)
WRITERS = frozenset(PEOPLE) - {"executive", "admin"}


@dataclass
class Library:
    """People by role, the incident, the asset, and a way to put articles on the shelf."""

    people: dict[str, User]
    asset: Asset
    incident: Incident

    def actor(self, role: str = "responder") -> Actor:
        return actor_of(self.people[role])

    def signed_in(self, role: str) -> Client:
        client = Client()
        client.force_login(self.people[role])
        return client

    def article(self, title: str, *, assets: tuple[Asset, ...] = (), **given: object) -> Article:
        defaults = {
            "kind": "how_to",
            "body": "Look, then do.",
            "state": "published",
            "created_at": START,
            "changed_at": START,
        }
        made = Article.objects.create(title=title, **{**defaults, **given})
        made.assets.set(assets)
        return made


@pytest.fixture
def library(db: None, clock: Clock) -> Library:
    CompanySettings.objects.create(name="Halcyon Orders")
    people = {role: User.objects.create(username=role, name=role.title(), roles=[role]) for role in PEOPLE}
    asset = Asset.objects.create(name="txn-db", title="Transaction database", aliases=["pg-1"])
    incident = Incident.objects.create(
        title="DbLatencyHigh on txn-db",
        manifestation="Queries take long",
        stage=Stage.INVESTIGATE,
        priority="P1",
        im=people["im_candidate"],
        im_accepted_at=START,
        detected_at=START - timedelta(minutes=5),
        stage_entered_at=START,
        created_at=START,
    )
    IncidentAsset.objects.create(incident=incident, asset=asset, since=START)
    return Library(people, asset, incident)
