"""The panel on an incident, the duties, the ladder of a path, and the buttons in the web."""

import pytest
from django.test import Client

from accounts.models import User
from oncall.models import EscalationPath, EscalationRun
from tests.clock import Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_panel_shows_pages_and_is_answered_304_until_something_happens(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.settle()
    client, url = signed_in(company.oda), f"/oncall/panel/{incident.number}/"
    first = client.get(url, headers={"HX-Request": "true"})
    shown = first.content.decode()
    assert "<b>Ann</b>, operators" in shown
    assert "SMS sent, mail sent" in shown
    assert "Dan is paged" in shown
    again = client.get(url, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    clock.advance(minutes=5)
    later = client.get(url, headers={"HX-Request": "true", "If-None-Match": first["ETag"]})
    assert later.status_code == 200
    assert "<b>Dan</b>, DBA" in later.content.decode()
    assert client.get(url).status_code == 200


def test_who_is_on_call_and_the_ladder_open(clock: Clock, company: Company, path: EscalationPath) -> None:
    client = signed_in(company.cat)
    assert "DB response slow" in client.get("/oncall/").content.decode()
    shown = client.get(f"/oncall/paths/{path.pk}/").content.decode()
    assert "at 30, 35, 45 min" in shown
    assert "every incident that no path before it takes" in client.get("/oncall/paths/").content.decode()
    assert Client().get("/oncall/").status_code == 302


def test_acknowledge_decline_and_escalate_in_the_web(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.settle()
    url = f"/oncall/incidents/{incident.number}"
    assert signed_in(company.ann).post(f"{url}/decline/").status_code == 302
    clock.settle()
    assert [page.user for page in incident.pages.filter(run__isnull=False).order_by("id")] == [
        company.ann,
        company.dan,
    ]
    assert signed_in(company.oda).post(f"{url}/escalate/").status_code == 302
    clock.settle()
    assert len(providers.phone(company.lea).texts) == 1
    assert signed_in(company.lea).post(f"{url}/acknowledge/").status_code == 302
    assert EscalationRun.objects.get().acknowledged_by == company.lea


def test_who_may_not_is_told_so(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.settle()
    admin = company.hire("ada", "admin")
    answer = signed_in(admin).post(f"/oncall/incidents/{incident.number}/acknowledge/")
    assert answer.status_code == 403
    assert EscalationRun.objects.get().state == "running"


def test_nothing_can_be_acknowledged_after_the_end(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    clock.settle()
    incident.refresh_from_db()
    incident.service_restored_at = clock.now
    incident.save()
    answer = signed_in(company.ann).post(f"/oncall/incidents/{incident.number}/acknowledge/")
    assert answer.status_code == 409
    assert "INCIDENT_OVER" in answer.content.decode()
