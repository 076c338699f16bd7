"""A small company with one database and two customers who depend on it, and its people as readers of pages."""

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.actors import Actor, actor_of
from accounts.models import Team, User
from catalog.models import Asset, Customer
from tests.api.conftest import calling, people  # noqa: F401  # fixtures of the API, used here too
from tests.staff import hire_everybody


@dataclass
class Company:
    """People by role, a team, the database, and Globex, who depends on it."""

    people: dict[str, User]
    team: Team
    database: Asset
    globex: Customer
    initech: Customer

    def actor(self, role: str = "csr") -> Actor:
        return actor_of(self.people[role])

    def browser(self, role: str) -> Client:
        client = Client()
        client.force_login(self.people[role])
        return client

    def customers(self, count: int, **given: object) -> list[Customer]:
        """Many more, named after their tier."""
        rows = [Customer(name=f"{given.get('tier', 'other')} {n:02}", **given) for n in range(count)]
        return Customer.objects.bulk_create(rows)

    def assets(self, count: int, **given: object) -> list[Asset]:
        """Many more machines."""
        first = Asset.objects.count()
        rows = [Asset(name=f"machine {n:02}", **given) for n in range(first, first + count)]
        return Asset.objects.bulk_create(rows)


@pytest.fixture
def company(db: None) -> Company:
    """One person for each role, one asset, two customers linked to it."""
    staff = hire_everybody()
    database = Asset.objects.get()
    Asset.objects.update(name="txn-db")
    database.refresh_from_db()
    globex, initech = Customer.objects.order_by("name")
    return Company(staff, Team.objects.create(name="Databases"), database, globex, initech)
