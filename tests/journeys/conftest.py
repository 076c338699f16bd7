"""The world of a journey: the demo company, its phones and mailboxes, and everything through public interfaces."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.operations import make_token
from alerts.operations.intake import take_waiting
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.halcyon import halcyon

SOURCE = "journey-source-token"


@dataclass
class PhoneOf:
    """A person's phone, as the fake provider knows it. What arrives has to be expected."""

    world: "World"
    user: User

    def expect(self, *words: str) -> str:
        """The oldest text not yet expected; it holds these words."""
        texts = self.world.providers.phone(self.user).texts
        place = self.world.expected.get(self.user.username, 0)
        assert len(texts) > place, f"{self.user} got no text with {words}; before: {texts}"
        for word in words:
            assert word in texts[place], f"{self.user} got {texts[place]!r} without {word!r}"
        self.world.expected[self.user.username] = place + 1
        return texts[place]

    def reply(self, body: str) -> str:
        """Answer by SMS; what comes back is read."""
        answer = self.world.providers.phone(self.user).reply(body)
        self.world.expected[self.user.username] = len(self.world.providers.phone(self.user).texts)
        self.world.clock.settle()
        return answer


@dataclass
class Desk:
    """A person at the API with a token of her own."""

    world: "World"
    token: str

    def get(self, path: str) -> Any:
        """Read."""
        return self._done(self.world.client.get(f"/api/v1/{path}", headers=self._headers()))

    def act(self, number: int, action: str, *, refused: int = 0, **data: Any) -> Any:
        """Act on an incident; `refused` is the status of a refusal that is expected."""
        answer = self.world.client.post(
            f"/api/v1/incidents/{number}/{action}/",
            json.dumps(data),
            content_type="application/json",
            headers=self._headers(),
        )
        self.world.clock.settle()
        if refused:
            assert answer.status_code == refused, answer.content
            return answer.json()
        return self._done(answer)

    def report(self, **data: Any) -> Any:
        """Report an incident by hand."""
        answer = self.world.client.post(
            "/api/v1/incidents/", json.dumps(data), content_type="application/json", headers=self._headers()
        )
        self.world.clock.settle()
        return self._done(answer)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _done(self, answer: Any) -> Any:
        assert answer.status_code < 300, (answer.status_code, answer.content)
        return answer.json()


@dataclass
class World:
    """One night at Halcyon Orders."""

    clock: Clock
    providers: Providers
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))
    expected: dict[str, int] = field(default_factory=dict)

    def person(self, login: str) -> User:
        """A member of staff."""
        return User.objects.get(username=login)

    def phone(self, login: str) -> PhoneOf:
        """Her phone."""
        return PhoneOf(self, self.person(login))

    def desk(self, login: str) -> Desk:
        """Her API token."""
        user = self.person(login)
        ApiToken.objects.filter(user=user, name="journey").delete()
        return Desk(self, make_token(user=user, name="journey", at=timezone.now()))

    def browser(self, login: str) -> Client:
        """Her browser, signed in."""
        client = Client()
        client.force_login(self.person(login))
        return client

    def alert(
        self, name: str, *, asset: str, status: str = "firing", severity: str = "critical", **more: str
    ) -> None:
        """Alertmanager sends one alert; the relay reads it."""
        starts_at = more.pop("starts_at", self.clock.now.isoformat())
        body = {
            "version": "4",
            "groupKey": f'{{}}:{{alertname="{name}"}}',
            "status": status,
            "receiver": "storm",
            "groupLabels": {"alertname": name},
            "commonLabels": {},
            "commonAnnotations": {},
            "externalURL": "http://alertmanager.example",
            "alerts": [
                {
                    "status": status,
                    "labels": {"alertname": name, "service": asset, "severity": severity, **more},
                    "annotations": {"summary": f"{name} on {asset}"},
                    "startsAt": starts_at,
                    "endsAt": self.clock.now.isoformat() if status == "resolved" else "0001-01-01T00:00:00Z",
                    "generatorURL": "http://prometheus.example/graph",
                    "fingerprint": f"{abs(hash((name, asset))):016x}"[:16],
                }
            ],
        }
        answer = self.client.post(
            f"/in/alertmanager/{SOURCE}", json.dumps(body), content_type="application/json"
        )
        assert answer.status_code == 200, answer.content
        take_waiting(self.clock.now)
        self.clock.settle()

    def unexpected_texts(self) -> list[tuple[str, str]]:
        """Texts that nobody expected, by person."""
        found = []
        for user in User.objects.filter(contact_methods__kind="sms").distinct():
            texts = self.providers.phone(user).texts[self.expected.get(user.username, 0) :]
            found += [(user.username, text) for text in texts]
        return found

    def mails_to(self, address: str) -> list[str]:
        """Subjects of the mails to an address, oldest first."""
        return [letter.subject for letter in self.providers.mailbox.letters() if letter.recipient == address]


@pytest.fixture
def world(db: None, clock: Clock, providers: Providers) -> Iterator[World]:
    """A night; at its end every text must have been expected."""
    halcyon(api_token="storm_journey", source_token=SOURCE)
    made = World(clock, providers)
    yield made
    assert made.unexpected_texts() == [], "Somebody got a text that nobody expected"
