"""The pages about alerts: who may see them, what they show, and that polling is answered 304."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from alerts.models import RawRequest, Source
from incidents.models import Incident
from outbox.running import drain
from tests.alerts.conftest import alert, utc, webhook

Post = Callable[..., Any]


@pytest.fixture
def reader(db: None) -> Callable[[str], Client]:
    """A browser in which somebody with one role is signed in."""

    def sign_in(role: str) -> Client:
        browser = Client()
        browser.force_login(User.objects.create(username=role, name=role, roles=[role]))
        return browser

    return sign_in


@pytest.fixture
def incident(post: Post, feed: Callable[[], int]) -> Incident:
    post(webhook(alert("a1", severity="purple", generatorURL="https://prometheus.example.org/graph"), {}))
    post(b"<script>nonsense</script>")
    feed()
    return Incident.objects.get()


def test_staff_read_them_and_executives_do_not(reader: Callable[[str], Client], incident: Incident) -> None:
    kept = RawRequest.objects.latest("id")
    paths = [
        "/alerts/",
        "/alerts/sources/",
        f"/alerts/requests/{kept.pk}/",
        f"/alerts/panel/{incident.number}/",
    ]
    staff, executive, stranger = reader("csr"), reader("executive"), Client()
    for path in paths:
        assert staff.get(path).status_code == 200
        assert executive.get(path).status_code == 403
        assert stranger.get(path)["Location"].startswith("/accounts/login/")


def test_what_they_show(reader: Callable[[str], Client], incident: Incident) -> None:
    browser = reader("operator")
    newest = browser.get("/alerts/").content.decode()
    assert "https://prometheus.example.org/graph" in newest
    assert incident.reference in newest
    assert "not JSON" in newest
    assert "status: Field required" in newest
    counts = browser.get("/alerts/sources/").content.decode()
    assert '<span class="warn">1</span>, taken as error' in counts
    assert '<a class="bad" href="/alerts/">2</a>' in counts
    page = browser.get(f"/alerts/requests/{RawRequest.objects.latest('id').pk}/").content.decode()
    assert "&lt;script&gt;nonsense" in page


def test_the_panel_is_a_part_and_answers_304_while_nothing_changed(
    reader: Callable[[str], Client], incident: Incident, post: Post, feed: Callable[[], int]
) -> None:
    browser, path = reader("responder"), f"/alerts/panel/{incident.number}/"
    first = browser.get(path, headers={"HX-Request": "true"})
    assert b"<html" not in first.content
    asked = {"HX-Request": "true", "If-None-Match": first["ETag"]}
    assert browser.get(path, headers=asked).status_code == 304
    post(webhook(alert("a1", status="resolved", severity="purple")))
    feed()
    assert b"recovered" in browser.get(path, headers=asked).content


def test_a_page_asks_as_often_for_one_alert_as_for_many(
    reader: Callable[[str], Client], incident: Incident, post: Post, feed: Callable[[], int]
) -> None:
    browser = reader("im_candidate")
    with CaptureQueriesContext(connection) as before:
        browser.get("/alerts/")
    post(webhook(*(alert(f"more-{number}") for number in range(40))))
    feed()
    with CaptureQueriesContext(connection) as after:
        browser.get("/alerts/")
    assert len(after) == len(before) < 12


def test_a_source_is_made_with_a_token_shown_once(db: None, client: Client, capsys: Any) -> None:
    call_command("make_source", "prometheus of London")
    told = capsys.readouterr()
    address = told.out.strip().removeprefix("http://testserver")
    assert "shown once" in told.err
    assert client.post(address, webhook(alert()), content_type="application/json").status_code == 200
    token = address.rpartition("/")[2]
    assert token not in str(list(Source.objects.values()))


def test_the_incident_leads_to_what_could_not_be_read(reader: Callable[[str], Client], post: Post) -> None:
    with time_machine.travel(utc("19:00:00"), tick=False) as clock:
        for _ in range(2):
            post(b"nonsense")
            drain(at=utc("19:00:00") + timedelta(hours=5))
            clock.shift(60)
    numbers = RawRequest.objects.values_list("pk", flat=True)
    browser, path = reader("responder"), f"/alerts/panel/{Incident.objects.get().number}/"
    with CaptureQueriesContext(connection) as for_two:
        page = browser.get(path).content.decode()
    RawRequest.objects.filter(pk=numbers[0]).update(told_in=None)
    with CaptureQueriesContext(connection) as for_one:
        browser.get(path)
    assert len(for_one) == len(for_two)
    assert len(numbers) == 2 and all(f'href="/alerts/requests/{number}/"' in page for number in numbers)
    assert "No machine has raised" not in page
