"""The watch over escalations finds what is lost, late or forgotten, and only a clean round reaches the heartbeat."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.actors import actor_of
from oncall.models import EscalationPath, EscalationRun
from oncall.operations.answering import acknowledge
from oncall.operations.audit import audit
from outbox.models import Entry
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, paged
from timeline.models import TimelineEntry

pytestmark = pytest.mark.django_db


def test_a_healthy_night_is_clean(clock: Clock, company: Company, path: EscalationPath) -> None:
    incident = detect()
    for _ in range(6):
        clock.advance(minutes=4)
        assert audit(at=clock.now) == []
    acknowledge(incident_id=incident.pk, actor=actor_of(company.dan), at=clock.now)
    clock.advance(minutes=20)
    assert audit(at=clock.now) == []


@pytest.mark.parametrize("loss", ["deleted", "dead"])
def test_a_lost_step_is_put_back(clock: Clock, company: Company, path: EscalationPath, loss: str) -> None:
    incident = detect()
    clock.advance(minutes=1)
    step = Entry.objects.filter(topic="oncall.escalate", done_at=None)
    if loss == "deleted":
        step.delete()
    else:
        step.update(dead_at=clock.now)
    [finding] = audit(at=clock.now)
    assert "put back" in finding.what
    assert audit(at=clock.now) == []
    clock.advance(minutes=5)
    assert paged(incident, clock) == [(0, "ann"), (5, "dan")]
    assert TimelineEntry.objects.filter(subject=incident.key, kind="escalation.repaired").count() == 1


def test_a_late_step_is_said(clock: Clock, company: Company, path: EscalationPath) -> None:
    detect()
    clock.settle()
    clock.jump(minutes=6)
    [finding] = audit(at=clock.now)
    assert finding.what == "the next step is 60 s late"


def test_a_forgotten_incident_is_escalated(clock: Clock, company: Company, path: EscalationPath) -> None:
    incident = detect()
    Entry.objects.all().delete()
    clock.advance(minutes=1)
    [finding] = audit(at=clock.now)
    assert "started again" in finding.what
    clock.settle()
    assert paged(incident, clock) == [(1, "ann")]
    assert audit(at=clock.now) == []
    assert EscalationRun.objects.count() == 1


def test_only_a_clean_round_reaches_the_heartbeat(
    clock: Clock, company: Company, path: EscalationPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            beats.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setattr(settings, "HEARTBEAT_URL", f"http://127.0.0.1:{server.server_port}/beat")
    detect()
    clock.settle()
    call_command("audit_escalations")
    Entry.objects.filter(topic="oncall.escalate").delete()
    with pytest.raises(CommandError, match="no next step"):
        call_command("audit_escalations")
    server.shutdown()
    server.server_close()
    assert beats == ["/beat"]


def test_what_was_given_up_is_told_once_to_the_managers_and_on_the_page(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.settle()
    hunt = Entry.objects.get(topic="oncall.hunt", done_at=None)
    Entry.objects.filter(pk=hunt.pk).update(dead_at=clock.now, last_error="RuntimeError: a bug")
    for _ in range(2):
        audit(at=clock.now)
        clock.advance(seconds=10)
    [mail] = providers.mails(company.oda)
    assert "was given up" in mail and "RuntimeError: a bug" in mail and f"INC-{incident.number}" in mail
    assert len(providers.phone(company.oda).texts) == 1
    told = TimelineEntry.objects.get(kind="escalation.given_up")
    assert told.subject == incident.key
