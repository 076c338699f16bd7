"""A small company with a status page of three components, and one incident that has been classified."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.actors import Actor, actor_of
from accounts.models import CompanySettings, ContactMethod, User
from catalog.models import Asset
from incidents.models import Incident, IncidentAsset
from incidents.stages import Stage
from statuspage.models import Component, StatusUpdate
from statuspage.operations.publishing import publish, publish_all_clear
from statuspage.operations.republishing import republish
from tests.clock import START, Clock


@dataclass
class Company:
    """The people by their role, the components by name, and a hand on the clock."""

    people: dict[str, User]
    components: dict[str, Component]
    incident: Incident
    clock: Clock

    @property
    def at(self) -> datetime:
        return self.clock.now

    def actor(self, role: str = "csr") -> Actor:
        return actor_of(self.people[role])

    def signed_in(self, role: str) -> Client:
        client = Client()
        client.force_login(self.people[role])
        return client

    def advance(self, minutes: float) -> None:
        """Time passes and nothing is carried out."""
        self.clock.jump(minutes=minutes)

    def publish(
        self, text: str = "Orders are refused. We are looking into it.", **given: object
    ) -> StatusUpdate:
        told = {
            "title": "Orders are refused",
            "status": "investigating",
            "component_states": {self.components["Ordering"].public_id: "major_outage"},
            "actor": self.actor(),
        }
        return publish(incident_id=self.incident.pk, at=self.at, text=text, **{**told, **given})  # type: ignore[arg-type]

    def all_clear(self, role: str = "csr", **given: object) -> StatusUpdate:
        given = {"text": "Orders are accepted again.", **given}
        return publish_all_clear(incident_id=self.incident.pk, actor=self.actor(role), at=self.at, **given)  # type: ignore[arg-type]

    def restore(self) -> None:
        self.incident.service_restored_at = self.at
        self.incident.save(update_fields=["service_restored_at"])

    def state(self, name: str) -> str:
        return Component.objects.get(name=name).state


@pytest.fixture
def company(db: None, clock: Clock) -> Company:
    CompanySettings.objects.create(name="Halcyon Orders")
    people = {role: _person(role, name) for role, name in PEOPLE.items()}
    names = ("Ordering", "Reports", "Sign-in")
    components = {
        name: Component.objects.create(name=name, position=place) for place, name in enumerate(names)
    }
    asset = Asset.objects.create(name="txn-db-01", title="Transaction database", aliases=["pg-primary"])
    components["Ordering"].assets.add(asset)
    incident = Incident.objects.create(
        title="txn-db-01 refuses connections",
        stage=Stage.CLASSIFY,
        priority="P1",
        provisional=False,
        im=people["im"],
        im_accepted_at=START,
        helpdesk_owner=people["csr"],
        detected_at=START - timedelta(minutes=10),
        stage_entered_at=START,
        created_at=START,
    )
    IncidentAsset.objects.create(incident=incident, asset=asset, degradation="down", since=START)
    republish(at=START)
    return Company(people, components, incident, clock)


PEOPLE = {
    "csr": "Carla Reyes",
    "im": "Ines Moreau",
    "operator": "Otto Lang",
    "helpdesk_lead": "Hella Dahl",
    "responder": "Rosa Quist",
    "executive": "Ernst Vogel",
    "account_manager": "Ada Mann",
    "ops_manager": "Oskar Manger",
    "admin": "Anton Mint",
}


def _person(role: str, name: str) -> User:
    roles = ["im_candidate"] if role == "im" else [role]
    user = User.objects.create(username=role, name=name, roles=roles)
    ContactMethod.objects.create(user=user, kind="sms", address=f"+4670000{user.pk:04}", verified_at=START)
    return user
