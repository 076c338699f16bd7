"""Somebody who reads German is paged, called and answered in German; the colleague beside her in English."""

import pytest
from django.test import Client

from accounts.models import ContactMethod
from oncall.models import EscalationPath
from oncall.operations.climbing import start_run
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ann_reads_german(company: Company) -> None:
    company.ann.language = "de"
    company.ann.save()
    ContactMethod.objects.create(user=company.ann, kind="voice", address="+447700900180", verified_at=START)


def test_a_page_is_in_the_language_of_the_person(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    phone = providers.phone(company.ann)
    assert f"Antwort {incident.number}a: übernehmen, {incident.number}d: weitergeben." in phone.texts[0]
    assert providers.mails(company.ann)[0].startswith("Alarm für Sie: ")
    clock.advance(minutes=5)
    assert "Reply" in providers.phone(company.dan).texts[0]
    said = phone.reply(f"{incident.number}a")
    assert said.startswith(f"Sie haben {incident.reference} übernommen. Danke.")


def test_a_call_speaks_german_with_a_german_voice(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.advance(minutes=1)
    phone = providers.phone(company.ann, "voice")
    assert phone.pick_up().startswith("Hier ist Storm.")
    assert "Diese Taste hat hier keine Bedeutung." in phone.press("7")
    assert phone.press("1") == f"Sie haben {incident.reference} übernommen. Danke. Auf Wiederhören."
    assert incident.pages.get(user=company.ann).answer == "acknowledged"


def test_the_language_and_the_zone_are_chosen_on_ones_own_page(clock: Clock, company: Company) -> None:
    browser = Client()
    browser.force_login(company.dan)
    assert "Language and time zone" in browser.get("/accounts/profile/").content.decode()
    given = {"language": "de", "zone": "Europe/Berlin"}
    assert browser.post("/accounts/profile/language/", given).status_code == 302
    company.dan.refresh_from_db()
    assert (company.dan.language, company.dan.zone) == ("de", "Europe/Berlin")
    for wrong in ({"language": "fr", "zone": "UTC"}, {"language": "de", "zone": "Mars/Olympus"}, {}):
        assert browser.post("/accounts/profile/language/", wrong).status_code == 400
