"""The live process, as it runs: who may listen, what one hears, and what happens without Redis."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from outbox import nudging
from storm.live.tickets import is_valid, ticket_for
from storm.tree.child import Child
from storm.up.arguments import ROOT, free_ports
from tests import guarded
from tests.running import until
from timeline.actors import SYSTEM
from timeline.operations import record

PATIENCE = 4  # signs of life, a quarter of a minute apart


@dataclass
class Stream:
    """One open page's stream."""

    answer: http.client.HTTPResponse

    def event(self) -> tuple[str, str]:
        """The next event that is not a mere sign of life: its kind and its data."""
        kind, signs_of_life = "", 0
        while signs_of_life < PATIENCE:
            line = self.answer.fp.readline().decode()
            assert line, "the stream has ended"
            line = line.rstrip("\n")
            signs_of_life += line.startswith(":")
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data:") and kind:
                return kind, line.removeprefix("data:").strip()
        raise AssertionError("nothing was heard for a minute")


@dataclass
class LiveProcess:
    """A live process on loopback."""

    port: int

    @contextmanager
    def opened(self, path: str) -> Iterator[http.client.HTTPResponse]:
        """One GET, and its answer while it lasts."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        with closing(connection), connection.getresponse() as answer:
            yield answer

    def ask(self, path: str) -> int:
        """The status of one GET."""
        with self.opened(path) as answer:
            return answer.status

    @contextmanager
    def listening(self) -> Iterator[Stream]:
        """A stream that hears."""
        with self.opened(listening_at()) as answer:
            stream = Stream(answer)
            while stream.event() != ("well", ""):
                pass
            yield stream

    def answers(self) -> bool:
        """Whether it has started."""
        try:
            return self.ask("/") == 404
        except OSError:
            return False


def start(redis_url: str) -> "tuple[subprocess.Popen[bytes], LiveProcess]":
    """Start one that listens to this Redis."""
    [port] = free_ports(1)
    what = (sys.executable, "-m", "granian", "--interface", "asgi", "storm.live.server:application")
    environment = {**os.environ, "REDIS_URL": redis_url, "PYTHONPATH": str(ROOT)}
    child = Child("live", (*what, "--port", str(port), "--workers", "1"), env=environment, cwd=ROOT)
    process = guarded.start(child, output=subprocess.DEVNULL)
    found = LiveProcess(port)
    assert until(found.answers, seconds=120), "the live process did not start"
    return process, found


def end(process: "subprocess.Popen[bytes]") -> None:
    """The process and its worker."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    guarded.forget(process)


@pytest.fixture(scope="module")
def live() -> Iterator[LiveProcess]:
    process, found = start(settings.REDIS_URL)
    yield found
    end(process)


def test_only_a_ticket_of_ours_opens_the_stream(live: LiveProcess) -> None:
    for ticket in (
        "",
        "1",
        "1:abc:def",
        ticket_for(1, secret="another secret, as long as it has to be, really"),
    ):
        assert live.ask(f"/live?ticket={ticket}") == 403
    assert live.ask("/somewhere") == 404


def test_a_ticket_ends(live: LiveProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = ticket_for(1, secret=settings.SECRET_KEY)
    assert is_valid(ticket, secret=settings.SECRET_KEY)
    monkeypatch.setattr("storm.live.tickets.VALID_SECONDS", -1)
    assert not is_valid(ticket, secret=settings.SECRET_KEY)


@pytest.mark.django_db(transaction=True)
def test_what_is_recorded_is_heard_once_it_is_committed(live: LiveProcess) -> None:
    nudging._state["broken_until"] = 0.0
    with live.listening() as stream:
        with transaction.atomic():
            note("incident:7")
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                note("incident:8")
                raise ZeroDivisionError
        heard = [stream.event()[1]]
        note("incident:9")
        while "incident:9" not in heard[-1]:
            heard.append(stream.event()[1])
    assert any("incident:7" in data for data in heard)
    assert not any("incident:8" in data for data in heard)


def test_without_redis_the_pages_are_told_to_look_for_themselves() -> None:
    process, deaf = start("redis://127.0.0.1:1/0")
    try:
        with deaf.opened(listening_at()) as answer:
            assert answer.status == 200
            assert answer.headers["Access-Control-Allow-Origin"] == settings.PUBLIC_URL
            assert Stream(answer).event() == ("away", "")
    finally:
        end(process)


@pytest.mark.django_db
def test_a_page_says_where_it_listens_and_may(client: Client) -> None:
    user = User.objects.create_user("ines", name="Ines", roles=["csr"])
    client.force_login(user)
    with override_settings(LIVE_URL="/live"):
        page = client.get("/").content.decode()
        assert 'data-live="/live?ticket=' in page and 'data-subject="incident:"' in page
    assert 'data-live=""' in client.get("/").content.decode()


def listening_at() -> str:
    """Where a page of user 1 listens."""
    return f"/live?ticket={ticket_for(1, secret=settings.SECRET_KEY)}"


def note(subject: str) -> None:
    """A fact about this subject."""
    record("incident.noted", subject=subject, actor=SYSTEM, at=timezone.now(), data={"text": "x"})
