"""Coming and going: nobody is written to unasked, nobody learns who is known, and one press ends it."""

import re

import pytest
from django.conf import settings
from django.test import Client

from notifications.models import Delivery
from statuspage.models import FormUse, Subscriber
from statuspage.subscribing import asking, exchange, forgetting, links
from tests.statuspage.conftest import Company

FORM = "/status/subscribe/"
State = Subscriber.State


def wish(address: str = "Ann@Example.org", channel: str = "email", **more: object) -> dict[str, object]:
    return {"channel": channel, "address": address, "reach": "all", "language": "en", "zone": "UTC", **more}


def stranger(address: str = "198.51.100.7") -> Client:
    return Client(REMOTE_ADDR=address, enforce_csrf_checks=True)


def path_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/status/\S+)", text)
    assert found, text
    return found.group(1)


def subscribed(company: Company, address: str = "ann@example.org", **more: object) -> Subscriber:
    """Somebody who asked and confirmed, as anybody does."""
    stranger().post(FORM, wish(address, **more))
    mail = Delivery.objects.filter(address=more.get("contact", address)).latest("id")
    stranger().post(path_in(mail.body))
    return Subscriber.objects.get(address=address)


def test_who_asks_is_asked_and_confirms_with_one_press(company: Company) -> None:
    answer = stranger().post(FORM, wish())

    row = Subscriber.objects.get()
    assert (answer.status_code, row.address, row.state) == (200, "ann@example.org", "pending")
    assert not answer.cookies
    mail = Delivery.objects.get()
    where = path_in(mail.body)
    assert stranger().get(where).status_code == 200
    row.refresh_from_db()
    assert row.state == "pending", "a program that opens links has confirmed it"

    led = stranger().post(where)
    row.refresh_from_db()
    assert (led.status_code, row.state, row.confirmed_at) == (302, "confirmed", company.at)
    assert b"Done: you will be told" in stranger().get(path_in(led["Location"])).content


def test_a_confirmation_holds_three_days_and_only_ours_holds(company: Company) -> None:
    stranger().post(FORM, wish())
    where = path_in(Delivery.objects.get().body)
    forged = where.replace(Subscriber.objects.get().token, "another")
    assert stranger().post(forged).status_code == 404
    company.advance(3 * 24 * 60 + 1)
    assert stranger().post(where).status_code == 404
    assert Subscriber.objects.get().state == "pending"


def test_the_answer_never_tells_whether_an_address_is_known(company: Company) -> None:
    row = subscribed(company)
    known = stranger().post(FORM, wish(row.address))
    unknown = stranger().post(FORM, wish("bob@example.org"))
    assert known.status_code == unknown.status_code == 200
    assert known.content.replace(b"ann@", b"bob@") == unknown.content
    row.refresh_from_db()
    assert row.state == "confirmed", "anybody could switch it off"


def test_somebody_elses_address_gets_one_mail_a_day(company: Company) -> None:
    for minute in range(0, 23 * 60, 60):
        company.advance(60 if minute else 0)
        assert stranger(f"203.0.113.{minute // 60}").post(FORM, wish()).status_code == 200
    assert Delivery.objects.count() == 1
    company.advance(2 * 60)
    stranger().post(FORM, wish())
    assert Delivery.objects.count() == 2


def test_who_is_subscribed_already_is_told_so_once_a_day_and_may_unsubscribe(company: Company) -> None:
    row = subscribed(company)
    company.advance(25 * 60)
    stranger().post(FORM, wish(row.address))
    stranger().post(FORM, wish(row.address))
    told = Delivery.objects.order_by("id").last()
    assert Delivery.objects.count() == 2 and told
    assert "already" in told.title and row.token in told.body


def test_a_flood_is_refused_with_a_sentence_by_client_and_by_address(company: Company) -> None:
    answers = [stranger().post(FORM, wish(f"a{n}@example.org")).status_code for n in range(31)]
    assert answers == [200] * 30 + [429]
    refused = stranger().post(FORM, wish("one@example.org"))
    assert b"too often" in refused.content and refused["Retry-After"] == "3600"

    clients = [f"203.0.113.{n}" for n in range(6)]
    assert [stranger(one).post(FORM, wish("b@example.org")).status_code for one in clients] == [200] * 5 + [
        429
    ]
    company.advance(61)
    assert stranger().post(FORM, wish("one@example.org")).status_code == 200


def test_many_programs_do_not_flood_the_one_mailbox_that_answers_for_them(company: Company) -> None:
    answers = [
        stranger(f"203.0.113.{n}")
        .post(FORM, wish(f"https://8.8.8.8/{n}", "webhook", contact="Ann@example.org"))
        .status_code
        for n in range(6)
    ]
    assert answers == [200] * 5 + [429]


@pytest.mark.parametrize(
    ("channel", "address", "other"),
    [("email", "ann@example.org", "Ann@Example.org"), ("sms", "+447700900123", "0044 7700-900123")],
)
def test_an_address_is_one_however_it_is_typed(
    company: Company, channel: str, address: str, other: str
) -> None:
    typed = [*(address + " " * n for n in range(4)), other, f" {address}"]
    clients = [f"203.0.113.{n}" for n in range(6)]
    answers = [
        stranger(client).post(FORM, wish(written, channel)).status_code
        for client, written in zip(clients, typed, strict=True)
    ]
    assert answers == [200] * 5 + [429]


def test_a_network_of_one_client_is_one_client(company: Company) -> None:
    answers = [
        stranger(f"2001:db8:1:2::{n:x}").post(FORM, wish(f"a{n}@example.org")).status_code for n in range(31)
    ]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (wish("no mail"), "valid email"),
        (wish("0770", channel="sms"), "Begin with +"),
        (wish("https://10.0.0.7/x", channel="webhook", contact="a@example.org"), "cannot call this"),
        (wish("https://127.0.0.1/x", channel="webhook", contact="a@example.org"), "cannot call this"),
        (wish("ftp://example.org", channel="webhook", contact="a@example.org"), "cannot call this"),
        (wish("https://8.8.8.8/x", channel="webhook"), "where we ask you"),
        (wish("https://8.8.8.8/x", channel="slack", contact="a@example.org"), "incoming webhook"),
        (wish(reach="some"), "at least one service"),
        (wish(channel="pigeon"), "not one of the available"),
    ],
)
def test_what_is_no_address_is_refused_with_what_would_be_right(
    company: Company, given: dict[str, object], sentence: str
) -> None:
    answer = stranger().post(FORM, given)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Subscriber.objects.exists() and not Delivery.objects.exists()


def test_who_looks_after_a_webhook_confirms_it_by_mail(company: Company) -> None:
    row = subscribed(company, "https://8.8.8.8/hook", channel="webhook", contact="ops@example.org")
    assert (row.channel, row.state, row.contact) == ("webhook", "confirmed", "ops@example.org")
    assert b"whsec_" in stranger().get(path_in(links.managing(row.token))).content


def test_a_phone_is_confirmed_by_its_code(company: Company) -> None:
    stranger().post(FORM, wish("+44 7700 900123", channel="sms"))
    text = Delivery.objects.get()
    assert (text.channel, text.address) == ("sms", "+447700900123")
    digits = text.body.split()[0]
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    where = "/status/subscribe/code/"

    refused = stranger().post(where, {"number": "+447700900123", "code": wrong})
    unknown = stranger().post(where, {"number": "+447700900999", "code": wrong})
    assert refused.status_code == unknown.status_code == 400
    led = stranger().post(where, {"number": "+447700900123", "code": digits})
    assert (led.status_code, Subscriber.objects.get().state) == (302, "confirmed")


def test_a_number_is_taken_with_its_code_as_the_form_shows_it(company: Company) -> None:
    written = "+44 7700 900123"
    stranger().post(FORM, wish(written, channel="sms"))
    code = Delivery.objects.get().body.split()[0]
    led = stranger().post("/status/subscribe/code/", {"number": written, "code": code})
    assert (led.status_code, Subscriber.objects.get().state) == (302, "confirmed")


def test_a_code_is_not_guessed(company: Company) -> None:
    stranger().post(FORM, wish("+447700900123", channel="sms"))
    digits = Delivery.objects.get().body.split()[0]
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    for n in range(5):
        given = {"number": "+447700900123", "code": wrong}
        stranger(f"203.0.113.{n}").post("/status/subscribe/code/", given)
        company.advance(61)
    stranger().post("/status/subscribe/code/", {"number": "+447700900123", "code": digits})
    assert Subscriber.objects.get().state == "pending"


def test_she_changes_what_she_hears_of(company: Company) -> None:
    row = subscribed(company)
    where = path_in(links.managing(row.token))
    ordering = company.components["Ordering"].public_id
    given = {
        "change": "1",
        "reach": "some",
        "components": [ordering],
        "language": "de",
        "zone": "Europe/Berlin",
    }
    assert stranger().post(where, given).status_code == 302
    row.refresh_from_db()
    assert (row.all_components, row.language, row.zone) == (False, "de", "Europe/Berlin")
    assert [one.public_id for one in row.components.all()] == [ordering]
    assert stranger().post(where, {**given, "components": ["no such"]}).status_code == 400
    assert stranger().get(where.replace(row.token, "another")).status_code == 404


def test_one_press_unsubscribes_without_cookie_or_question(company: Company) -> None:
    row = subscribed(company)
    where = path_in(links.unsubscribing(row.token))
    assert b"Hear no more?" in stranger().get(where).content
    row.refresh_from_db()
    assert row.state == State.CONFIRMED

    answer = stranger().post(where, {"List-Unsubscribe": "One-Click"})
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (200, State.UNSUBSCRIBED)
    assert not answer.cookies and stranger().post(where).status_code == 200
    stranger().post(path_in(links.managing(row.token)), {"again": "1"})
    row.refresh_from_db()
    assert row.state == State.CONFIRMED


def test_links_lead_to_the_product_itself() -> None:
    assert links.subscribing() == f"{settings.PUBLIC_URL.rstrip('/')}/status/subscribe/"


def test_who_left_is_not_brought_back_by_a_question_that_nobody_answered(company: Company) -> None:
    row = subscribed(company)
    asking.unsubscribe(token=row.token, at=company.at)
    company.advance(2 * 24 * 60)
    stranger().post(FORM, wish(row.address))
    company.advance(31 * 24 * 60)
    forgetting.forget(at=company.at)
    brought = exchange.bring_in(content=f"address\n{row.address}\n".encode(), agreed=True, at=company.at)
    row.refresh_from_db()
    assert (brought.new, brought.known, row.state) == (0, 1, State.UNSUBSCRIBED)


def test_what_nobody_confirmed_is_forgotten(company: Company) -> None:
    stranger().post(FORM, wish("never@example.org"))
    row = subscribed(company)
    company.advance(31 * 24 * 60)
    forgetting.forget(at=company.at)
    assert list(Subscriber.objects.all()) == [row]
    assert not FormUse.objects.exists()
