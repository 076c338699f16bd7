"""The support seat: who calls is recognised, told only what was published, and kept with the right incident."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Calendar, Customer, CustomerContact
from incidents.models import Incident, IncidentCustomer, IncidentReport
from incidents.operations import words
from incidents.operations.words import Place
from incidents.stages import Stage
from notifications.models import Delivery
from statuspage.models import Answer, StatusPage, StatusUpdate
from tests.statuspage.conftest import PEOPLE, Company
from timeline.queries import story

ALLOWED = {"csr", "helpdesk_lead", "im", "operator"}


@pytest.fixture
def harbour(company: Company) -> Customer:
    """A customer in New York whom the incident hurts, with one person we know."""
    calendar = Calendar.objects.create(name="New York", zone="America/New_York")
    row = Customer.objects.create(name="Harbour Hotels", tier="silver", status="paying", calendar=calendar)
    CustomerContact.objects.create(
        customer=row, name="Joan Abelard", email="joan@harbour.example", phone="+1 212 555 0139"
    )
    IncidentCustomer.objects.create(
        incident=company.incident, customer=row, state="affected", since=company.at
    )
    return row


def typed(**more: str) -> dict[str, str]:
    return {"words": "Bookings will not save.", "means": "customer_call", "how": "said", **more}


@pytest.mark.parametrize(
    "said", ["+12125550139", "0012125550139", "212 555 0139", "Joan@harbour.example", "harbour", "Joan Ab"]
)
def test_who_calls_is_recognised(company: Company, harbour: Customer, said: str) -> None:
    company.publish(next_update_at=company.at + timedelta(minutes=20))
    page = company.signed_in("csr").get("/support/", {"caller": said}).content.decode()
    assert "Harbour Hotels</a>, silver" in page
    assert "hurts them" in page and f"Attach this call to {company.incident.reference}" in page
    # In the hour of New York, and nothing but what was published.
    assert "Orders are refused. We are looking into it.<br>We write again by 10:20 EDT" in page


def test_nobody_hears_what_was_told_to_another_customer_alone(company: Company, harbour: Customer) -> None:
    Customer.objects.create(name="Globex", status="paying")
    StatusPage.objects.create(slug="harbour", kind="customer", customer=harbour, languages=["en"])
    company.publish("Your bookings are refused.", affected_only=True)
    csr = company.signed_in("csr")
    assert "Your bookings are refused." in csr.get("/support/?caller=harbour").content.decode()
    page = csr.get("/support/?caller=Globex").content.decode()
    assert "You may say" not in page and "What is it about?" in page


def test_a_stranger_is_no_dead_end(company: Company) -> None:
    page = company.signed_in("csr").get("/support/", {"caller": "+99 123 456 789"}).content.decode()
    assert "is nobody we know" in page and "Something else: a new incident" in page


def test_several_who_could_be_meant_are_offered(company: Company, harbour: Customer) -> None:
    Customer.objects.create(name="Harbour Foods", status="paying")
    page = company.signed_in("csr").get("/support/", {"caller": "harbour"}).content.decode()
    assert "Several could be meant" in page and "Harbour Foods" in page and "Harbour Hotels" in page


def test_nobody_says_what_was_not_published(company: Company) -> None:
    page = company.signed_in("csr").get("/support/", {"caller": "x", "about": str(company.incident.number)})
    text = page.content.decode()
    assert "We know of a disturbance and are working on it." in text
    assert "Nothing is on the status page yet" in text
    assert "These are our names, not the customers’: txn-db-01." in text


def test_a_call_is_attached_and_answered_in_one_press(company: Company, harbour: Customer) -> None:
    company.publish()
    csr = company.signed_in("csr")
    answer = csr.post(f"/support/?caller=harbour&customer={harbour.pk}", typed())
    assert answer.status_code == 302
    row = IncidentReport.objects.get()
    assert (row.incident, row.customer, row.words) == (company.incident, harbour, "Bookings will not save.")
    assert row.answer.how == "said" and row.answer.words.startswith("Orders are refused.")
    assert "Harbour Hotels" not in csr.get("/support/").content.decode()


def test_the_answer_is_mailed_as_it_was_published(company: Company, harbour: Customer) -> None:
    company.publish()
    url = "/support/?caller=joan@harbour.example"
    form = company.signed_in("csr").get(url).context["form"]
    assert (form["address"].value(), form["how"].value()) == ("joan@harbour.example", "mailed")
    company.signed_in("csr").post(
        url, typed(means="customer_message", how="mailed", address="joan@harbour.example")
    )
    mail = Delivery.objects.get(kind="answer")
    assert (mail.address, mail.title) == ("joan@harbour.example", "Orders are refused")
    assert mail.body.startswith("Hello Joan Abelard,\n\nOrders are refused. We are looking into it.")
    assert "/status" in mail.body and "Halcyon Orders" in mail.body and "txn-db-01" not in mail.body


def test_the_answer_is_in_our_own_words_and_in_theirs(company: Company, harbour: Customer) -> None:
    CustomerContact.objects.update(language="de")
    place = Place(kind="answer", readers="customers", form="mail", language="de")
    given = {"actor": company.actor("helpdesk_lead"), "at": company.at, "reason": "our manner", "seen": 0}
    words.change_words(
        place=place, subject="Zu {{ title }}", body="{{ name }}, {{ customer }}!\n{{ text }}", **given
    )
    update = company.publish(next_update_at=company.at + timedelta(minutes=20))
    url = "/support/?caller=joan@harbour.example"
    csr = company.signed_in("csr")
    assert csr.get(url).context["form"]["letter"].value().startswith("Hello"), "nobody has translated it"
    StatusUpdate.objects.filter(pk=update.pk).update(texts={"de": "Bestellungen werden abgelehnt."})
    form = csr.get(url).context["form"]
    assert form["letter"].value() == "Joan Abelard, Harbour Hotels!\nBestellungen werden abgelehnt.\n"
    page = csr.get(url).content.decode()
    assert "Bestellungen werden abgelehnt.<br>Wir schreiben wieder bis 10:20 EDT" in page


def test_a_mail_is_changed_before_it_leaves_and_kept_on_the_incident(
    company: Company, harbour: Customer
) -> None:
    company.publish()
    url, csr = "/support/?caller=joan@harbour.example", company.signed_in("csr")
    version = csr.get(url).context["form"]["version"].value()
    mailed = {
        "how": "mailed",
        "address": "joan@harbour.example",
        "version": version,
        "subject": "Your bookings",
    }
    refused = csr.post(url, typed(**mailed, letter="Dear Joan, txn-db-01 is full."))
    page = refused.content.decode()
    assert refused.status_code == 409 and "“txn-db-01” is an inner name" in page
    assert "Dear Joan, txn-db-01 is full." in page and not IncidentReport.objects.exists()
    letter = "Dear Joan Abelard,\n\nyour bookings are safe.\n\nCarla Reyes"
    assert csr.post(url, typed(**mailed, letter=letter)).status_code == 302
    mail, kept = Delivery.objects.get(kind="answer"), Answer.objects.get()
    assert (mail.title, mail.body, kept.words) == ("Your bookings", letter, letter)
    told = [line.words for line in story(company.incident.key) if line.kind == "statuspage.caller_answered"]
    assert "your bookings are safe" in told[0]


def test_a_mail_made_from_older_words_does_not_leave(company: Company, harbour: Customer) -> None:
    company.publish()
    url, csr = "/support/?caller=joan@harbour.example", company.signed_in("csr")
    form = csr.get(url).context["form"]
    typed_in = {"letter": form["letter"].value(), "version": form["version"].value()}
    company.publish("We restart it.", status="identified")
    answer = csr.post(url, typed(how="mailed", address="joan@harbour.example", **typed_in))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Something was published meanwhile" in page
    assert "We restart it." in answer.context["form"]["letter"].value() and "Bookings will not save." in page
    assert not Delivery.objects.filter(kind="answer").exists()


def test_who_waits_is_mailed_in_her_language_and_nothing_typed_is_lost(
    company: Company, harbour: Customer
) -> None:
    CustomerContact.objects.update(language="de")
    csr = company.signed_in("csr")
    csr.post(
        f"/support/?customer={harbour.pk}&about={company.incident.number}",
        typed(how="later", reporter="Joan Abelard"),
    )
    row = IncidentReport.objects.get()
    form = csr.get(f"/support/?report={row.pk}").context["answer"]
    assert form["letter"].value().startswith("Guten Tag Joan Abelard,\n\nUns ist eine Störung bekannt")
    url = f"/support/reports/{row.pk}/answer/"
    sent = {"how": "mailed", "address": form["address"].value(), "version": form["version"].value()}
    refused = csr.post(url, {**sent, "letter": "Rosa Quist arbeitet daran."})
    assert refused.status_code == 409 and "Rosa Quist arbeitet daran." in refused.content.decode()
    assert not Answer.objects.exists()
    assert csr.post(url, {**sent, "letter": "Wir arbeiten daran."}).status_code == 302
    mail = Delivery.objects.get(kind="answer")
    assert (mail.body, mail.title, mail.address) == (
        "Wir arbeiten daran.",
        "Ihre Meldung",
        "joan@harbour.example",
    )


def test_a_mail_without_an_address_is_refused_and_nothing_is_lost(
    company: Company, harbour: Customer
) -> None:
    company.publish()
    answer = company.signed_in("csr").post(
        f"/support/?customer={harbour.pk}", typed(how="mailed", words="It <b>spins</b>.")
    )
    page = answer.content.decode()
    assert answer.status_code == 409 and "Where is it to be mailed to?" in page
    assert "It &lt;b&gt;spins&lt;/b&gt;." in page and not IncidentReport.objects.exists()


def test_something_else_opens_a_new_incident(company: Company, harbour: Customer) -> None:
    company.signed_in("csr").post(
        f"/support/?customer={harbour.pk}&about=new", typed(words="Invoices are empty.")
    )
    made = Incident.objects.exclude(pk=company.incident.pk).get()
    assert (made.title, made.stage) == ("Invoices are empty.", Stage.DETECT)


def test_an_incident_that_ended_meanwhile_is_asked_for_again(company: Company, harbour: Customer) -> None:
    Incident.objects.filter(pk=company.incident.pk).update(stage=Stage.CANCELLED)
    url = f"/support/?customer={harbour.pk}&about={company.incident.number}"
    answer = company.signed_in("csr").post(url, typed(words="Still the same here."))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Still the same here." in page and "What is it about?" in page
    company.signed_in("csr").post(url, typed(about="new"))
    assert IncidentReport.objects.get().incident_id != company.incident.pk


def test_who_waits_is_answered_once(company: Company, harbour: Customer) -> None:
    company.publish()
    csr = company.signed_in("csr")
    csr.post(f"/support/?customer={harbour.pk}", typed(how="later"))
    row = IncidentReport.objects.get()
    page = csr.get(f"/support/?report={row.pk}").content.decode()
    assert "Harbour Hotels" in page and "I told them this" in page
    url = f"/support/reports/{row.pk}/answer/"
    assert csr.post(url, {"how": "said"}).status_code == 302
    again = company.signed_in("operator").post(url, {"how": "said"}, follow=True).content.decode()
    assert Answer.objects.count() == 1 and "Carla Reyes has answered this one at 14:00 UTC." in again


def test_what_a_caller_opened_is_merged_into_what_we_know(company: Company, harbour: Customer) -> None:
    company.publish()
    csr = company.signed_in("csr")
    csr.post(f"/support/?customer={harbour.pk}&about=new", typed(how="later"))
    row = IncidentReport.objects.get()
    csr.post(f"/support/reports/{row.pk}/attach/", {"into": str(company.incident.number)})
    row.refresh_from_db()
    assert row.incident_id == company.incident.pk
    refused = csr.post(f"/support/reports/{row.pk}/attach/", {"into": "not a number"}, follow=True)
    assert "Choose the incident" in refused.content.decode()


def test_no_news_is_one_press_with_a_new_promise(company: Company) -> None:
    company.publish(status="identified")
    company.advance(31)
    csr = company.signed_in("csr")
    page = csr.get("/support/").content.decode()
    assert "Late: was due" in page and "1 update late" in page
    answer = csr.post(f"/statuspage/incidents/{company.incident.number}/no-news/?back=seat", {"seen": "1"})
    assert answer.headers["Location"] == "/support/"
    newest = StatusUpdate.objects.latest("pk")
    assert newest.text.startswith("There is nothing new to tell yet. We are still working on it.")
    assert newest.status == "identified" and company.state("Ordering") == "major_outage"
    assert newest.next_update_at == company.at + timedelta(minutes=30)
    assert "1 update late" not in csr.get("/support/").content.decode()


def test_no_news_twice_is_refused_as_stale(company: Company) -> None:
    company.publish()
    url = f"/statuspage/incidents/{company.incident.number}/no-news/"
    assert company.signed_in("csr").post(url, {"seen": "1"}).status_code == 302
    answer = company.signed_in("im").post(url, {"seen": "1"})
    assert answer.status_code == 409 and "Somebody published meanwhile" in answer.content.decode()
    assert StatusUpdate.objects.count() == 2


def test_no_news_needs_a_first_word(company: Company) -> None:
    url = f"/statuspage/incidents/{company.incident.number}/no-news/"
    answer = company.signed_in("csr").post(url)
    assert answer.status_code == 409 and "STP_NO_STORY" in answer.content.decode()


def test_customers_who_called_before_we_posted_are_shown(company: Company, harbour: Customer) -> None:
    csr = company.signed_in("csr")
    csr.post(f"/support/?customer={harbour.pk}&about={company.incident.number}", typed())
    company.advance(12)
    assert "A customer called before we posted: 12 min ago" in csr.get("/support/").content.decode()
    company.publish()
    assert "the first 12 min earlier" in csr.get("/support/").content.decode()


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_who_comes_in(company: Company, role: str) -> None:
    client = company.signed_in(role)
    assert client.get("/support/").status_code == (200 if role in ALLOWED else 403)
    assert ("/support/" in client.get("/", follow=True).content.decode()) == (role in ALLOWED)


def test_strangers_are_sent_to_sign_in(company: Company) -> None:
    assert Client().get("/support/").headers["Location"].startswith("/accounts/login/")


def test_the_seat_costs_the_same_with_more_incidents(company: Company, harbour: Customer) -> None:
    company.publish()
    client = company.signed_in("csr")
    client.get("/support/?caller=harbour")

    def count() -> int:
        company.advance(1)
        with CaptureQueriesContext(connection) as asked:
            client.get("/support/?caller=harbour")
        return len(asked)

    before = count()
    for place in range(5):
        made = Incident.objects.create(
            title=f"Case {place}",
            stage=Stage.CLASSIFY,
            priority="P3",
            detected_at=company.at,
            stage_entered_at=company.at,
            created_at=company.at,
        )
        IncidentReport.objects.create(
            incident=made,
            customer=harbour,
            means="customer_call",
            words="?",
            reported_at=timezone.now(),
            created_at=timezone.now(),
            created_by="user:1",
        )
    assert count() <= before <= 32
