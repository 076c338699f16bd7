"""A small company, and its people as clients of the API, each with a token."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.operations import make_token
from incidents.models import Incident
from tests.staff import hire_everybody

WORDS = "Nobody can place an order; the page turns white."


@dataclass(frozen=True)
class Caller:
    """One person's program."""

    client: Client
    headers: Mapping[str, str]

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query_params=query or None, headers=self.headers)

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(
            f"/api/v1/{path}", data=body or {}, content_type="application/json", headers=self.headers
        )

    def act(self, number: int, name: str, **body: Any) -> Any:
        return self.post(f"incidents/{number}/{name}/", body)


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """One person for each role."""
    return hire_everybody()


@pytest.fixture
def calling(people: dict[str, User]) -> Callable[[str], Caller]:
    """A caller by role: `calling("csr")`."""

    def call(role: str) -> Caller:
        token = make_token(user=people[role], name="test", at=timezone.now())
        return Caller(Client(raise_request_exception=False), {"Authorization": f"Bearer {token}"})

    return call


@pytest.fixture
def reported(calling: Callable[[str], Caller]) -> int:
    """The number of an incident that customer support has just reported."""
    answer = calling("csr").post("incidents/", {"words": WORDS, "means": "customer_call"})
    assert answer.status_code == 201, answer.content
    return int(answer.json()["number"])


def at_stage(number: int) -> str:
    """Where the incident stands."""
    return str(Incident.objects.get(number=number).stage)
