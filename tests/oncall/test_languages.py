"""Somebody who reads German is paged, called and answered in German; the colleague beside her in English."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.actors import actor_of
from accounts.models import CompanySettings, ContactMethod, User
from incidents.models import Incident
from incidents.operations.detect import take
from incidents.operations.escalate import decline_im, name_im
from notifications.models import Delivery
from oncall.models import Absence, EscalationPath
from oncall.operations.climbing import start_run
from oncall.operations.handing_over import tell_hand_over
from oncall.operations.telling_gaps import tell_gaps
from oncall.paging.links import token_of
from oncall.rota.hand_over import Notice
from tests.clock import START, Clock
from tests.fakes.providers import Providers
from tests.oncall.conftest import Company, detect, weekly
from tests.oncall.test_live_calls import CALLER, NUMBER, group_of

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


def test_the_page_behind_the_link_is_in_the_language_of_whom_it_was_sent_to(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    link = f"/oncall/ack/{token_of(incident.pages.get(user=company.ann))}/"
    asked = Client().get(link).content.decode()
    assert '<html lang="de">' in asked and "Übernehmen, als Ann" in asked
    assert "Übernimmt niemand, wird in 5 min Dan alarmiert." in asked and "seit der Erkennung" in asked
    assert Client().post(link).status_code == 302
    assert "Sie haben es übernommen." in Client().get(link).content.decode()
    start_run(incident_id=incident.pk, at=clock.now, restart=True)
    clock.advance(minutes=6)
    english = f"/oncall/ack/{token_of(incident.pages.get(user=company.dan))}/"
    assert (
        '<html lang="en' in (shown := Client().get(english).content.decode()) and "Take it, as Dan" in shown
    )


def refused(user: User, incident: Incident, purpose: str) -> str:
    """What the page behind the link says to a yes that comes too late."""
    user.language = "de"
    user.save()
    page = incident.pages.get(user=user, purpose=purpose)
    answer = Client().post(f"/oncall/ack/{token_of(page)}/")
    assert answer.status_code == 409
    found = re.search(r'<p class="note note-bad" role="alert">(.+?)</p>', answer.content.decode())
    return found[1] if found else ""


def test_a_refusal_behind_the_link_is_in_that_language_too(
    clock: Clock, company: Company, path: EscalationPath, providers: Providers
) -> None:
    incident = detect()
    start_run(incident_id=incident.pk, at=clock.now)
    clock.settle()
    company.cat.roles = []
    assert refused(company.cat, incident, "dispatch") == (
        f"Cat darf bei {incident.reference} nicht den Vorfall übernehmen. Ihre Rolle erlaubt das nicht."
    )
    company.cat.roles = ["csr"]
    name_im(incident_id=incident.pk, actor=actor_of(company.oda), at=clock.now, user=company.max)
    clock.settle()
    decline_im(incident_id=incident.pk, actor=actor_of(company.max), at=clock.now)
    assert refused(company.max, incident, "im").startswith(
        "Niemand hat Sie gebeten, diesen Vorfall zu leiten,"
    )
    take(incident_id=incident.pk, actor=actor_of(company.ben), at=clock.now)
    assert refused(company.cat, incident, "dispatch") == "Jemand hat es schon übernommen."
    Incident.objects.update(stage="cancelled")
    ended = f"{incident.reference} ist abgebrochen. Es ist nichts mehr zu tun."
    assert refused(company.ann, incident, "level") == ended
    assert refused(company.cat, incident, "dispatch").startswith("Jemand war schneller:")


def test_a_live_call_speaks_the_language_of_the_company_and_of_each_member(
    clock: Clock, company: Company, providers: Providers
) -> None:
    CompanySettings.objects.update(language="de")
    group_of(company, "ann", "ben")
    caller = providers.caller(CALLER)
    assert caller.dial(NUMBER) == (
        "Hier ist Acme. Wir rufen jemanden für Sie an. Bitte bleiben Sie am Apparat."
    )
    ann, ben = providers.phone(company.ann, "voice"), providers.phone(company.ben)
    assert ann.pick_up().startswith(f"Hier ist Storm. Ein Anruf für lines, von {CALLER}. Drücken Sie die 1")
    assert ann.press("2") == "Verstanden. Der Nächste wird angerufen. Auf Wiederhören."
    assert ben.pick_up().startswith(f"This is Storm. A call for lines, from {CALLER}.")
    assert ben.press("1") == "You are connected."


def test_notices_of_duty_and_of_gaps_are_in_the_language_of_the_reader(
    clock: Clock, company: Company
) -> None:
    schedule = weekly("dba", company.dan, company.ann)
    company.oda.language = "de"
    company.oda.save()
    tell_hand_over(
        schedule_id=schedule.pk,
        notice=Notice(str(company.ann.pk), "before", 180, START + timedelta(days=7)),
        key="duty|x",
        at=clock.now,
    )
    mail = Delivery.objects.get(kind="duty", channel="email")
    assert mail.title == "Ihre Bereitschaft: dba" and mail.language == "de"
    assert "von Di, 17. Mär, 14:00 bis Di, 24. Mär, 14:00 (UTC)" in mail.body
    Absence.objects.create(user=company.dan, starts_at=START, ends_at=START + timedelta(days=2))
    tell_gaps(at=clock.now)
    gap = Delivery.objects.get(kind="gap", channel="email", recipient=company.oda.key)
    assert gap.title == "Niemand hat Bereitschaft: dba"
    assert "Für dba hat niemand Erreichbares Bereitschaft" in gap.body
