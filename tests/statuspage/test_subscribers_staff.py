"""What staff do about subscribers: look, bring in and take out, pause, take off; by page and by API."""

import json

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from notifications.models import Delivery
from statuspage.models import Letter, Subscriber
from statuspage.subscribing import bouncing, exchange
from tests.fakes.providers import Providers
from tests.statuspage.conftest import Company
from tests.statuspage.test_announcements import add
from tests.statuspage.test_subscribing import subscribed
from timeline.models import TimelineEntry

PAGE = "/statuspage/subscribers/"
REPORT = b"""From: MAILER-DAEMON@mx.example.org
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; Ann@example.org
Action: failed
Status: %s
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b--
"""


def upload(client: Client, text: str, *, agreed: bool) -> str:
    file = SimpleUploadedFile("list.csv", text.encode(), content_type="text/csv")
    answer = client.post(f"{PAGE}bring-in/", {"file": file, **({"agreed": "on"} if agreed else {})})
    return answer.content.decode()


def test_the_page_counts_them_and_shows_reasons_and_progress(company: Company, providers: Providers) -> None:
    add(company, "gone+550@example.org")
    add(company, "fine@example.org")
    add(company, "asked@example.org", state="pending")
    company.publish()
    company.clock.settle()
    page = company.signed_in("csr").get(PAGE).content.decode()
    assert "No such user" in page and "the address does not exist" in page
    assert "1 of 2 told, 1 not reached" in page
    panel = company.signed_in("csr").get(f"/statuspage/panel/{company.incident.number}/").content.decode()
    assert "1 of 2 told" in panel
    only = company.signed_in("csr").get(PAGE, {"q": "fine", "state": "confirmed"}).content.decode()
    assert "fine@" in only and "asked@" not in only


def test_the_page_asks_the_same_number_of_questions_however_many(
    company: Company, django_assert_max_num_queries: object
) -> None:
    for n in range(30):
        add(company, f"a{n}@example.org", "Ordering")
    client = company.signed_in("csr")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert client.get(PAGE).status_code == 200


def test_addresses_are_for_those_alone_who_look_after_them(company: Company) -> None:
    for role in ("responder", "executive", "account_manager", "operator"):
        assert company.signed_in(role).get(PAGE).status_code == 403
        assert company.signed_in(role).get(f"{PAGE}export.csv").status_code == 403


def test_a_list_is_checked_and_then_brought_in(company: Company) -> None:
    add(company, "there@example.org", state="unsubscribed")
    text = (
        "address;components;language\nann@example.org;Ordering;de\nThere@Example.org;;\n"
        "bob@example.org;Moon;\nno address;;\n"
    )
    client = company.signed_in("csr")
    said = upload(client, text, agreed=False)
    assert "Only checked: 1 new, 1 were there already, 2 wrong" in said
    assert "Line 4: There is no service called “Moon”." in said and "Line 5" in said
    assert Subscriber.objects.count() == 1

    upload(client, text, agreed=True)
    ann = Subscriber.objects.get(address="ann@example.org")
    assert (ann.state, ann.language, ann.all_components) == ("confirmed", "de", False)
    assert [one.name for one in ann.components.all()] == ["Ordering"]
    assert Subscriber.objects.get(address="there@example.org").state == "unsubscribed"
    assert not Delivery.objects.exists()
    assert TimelineEntry.objects.filter(kind="subscribers.brought_in").count() == 1


@pytest.mark.parametrize("text", ["name\nann\n", "", "\x00"])
def test_what_is_no_list_is_refused_with_what_would_be_right(company: Company, text: str) -> None:
    client = company.signed_in("csr")
    said = upload(client, text or " ", agreed=True)
    assert "one of them “address”" in said
    file = SimpleUploadedFile("list.csv", b"address\n\xff\xfe", content_type="text/csv")
    assert "UTF-8" in client.post(f"{PAGE}bring-in/", {"file": file}).content.decode()


WEBHOOK = f"channel,address\nwebhook,https://8.8.8.8/{'a' * 1100}\nemail,bob@example.org"
CONTACT = f"channel,address,contact\nwebhook,https://8.8.8.8/a,a@{'b.' * 130}de\nemail,bob@example.org"
NUL = "channel,address\nwebhook,https://8.8.8.8/\0\nemail,bob@example.org"


@pytest.mark.parametrize("text", ["address\rbob@example.org\r", WEBHOOK, CONTACT, NUL], ids="abcd")
def test_a_line_that_cannot_be_kept_does_not_hold_up_the_others(company: Company, text: str) -> None:
    upload(company.signed_in("csr"), text, agreed=True)
    assert list(Subscriber.objects.values_list("address", flat=True)) == ["bob@example.org"]


@pytest.mark.parametrize("rest", [3, 20_000])
def test_a_quotation_mark_that_nothing_closes_brings_nobody_in(company: Company, rest: int) -> None:
    text = "address\n" + "bob@example.org\n" * 1100 + '"x@y.example\n' + "x@y.example\n" * rest
    assert "nothing closes" in upload(company.signed_in("csr"), text, agreed=True)
    assert not Subscriber.objects.exists()


def test_what_is_taken_out_can_be_brought_in_and_runs_no_formula(company: Company) -> None:
    add(company, "+447700900123", channel="sms")
    add(company, "=cmd@example.org", "Ordering")
    text = "".join(exchange.lines())
    assert "'+447700900123" in text and "'=cmd@example.org" in text
    Subscriber.objects.all().delete()
    upload(company.signed_in("admin"), text, agreed=True)
    assert set(Subscriber.objects.values_list("address", flat=True)) == {"+447700900123", "=cmd@example.org"}


def test_staff_take_somebody_off_who_told_them(company: Company) -> None:
    row = add(company, "ann@example.org")
    answer = company.signed_in("csr").post(f"{PAGE}{row.pk}/take-off/")
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (302, "unsubscribed")
    assert "Carla Reyes" in row.reason
    assert company.signed_in("csr").post(f"{PAGE}999999/take-off/").status_code == 404


def test_sending_is_paused_and_resumed_by_buttons(company: Company, providers: Providers) -> None:
    add(company, "ann@example.org")
    company.publish()
    company.clock.settle_once()
    row = Letter.objects.get().announcement
    client = company.signed_in("csr")
    client.post(f"/statuspage/announcements/{row.pk}/pause/")
    company.clock.settle()
    assert Letter.objects.get().state == "waiting"
    assert "Go on" in client.get(PAGE).content.decode()
    client.post(f"/statuspage/announcements/{row.pk}/resume/")
    company.clock.settle()
    assert Letter.objects.get().state == "sent"


def test_programs_of_ours_ask_read_and_take_off(company: Company) -> None:
    client = company.signed_in("csr")
    where = "/api/v1/subscribers/"
    ordering = company.components["Ordering"].public_id
    given = {"address": "Ann@example.org", "components": [ordering]}
    made = client.post(where, json.dumps(given), content_type="application/json")
    assert (made.status_code, made.json()["state"], made.json()["components"]) == (201, "pending", [ordering])
    assert Delivery.objects.filter(address="ann@example.org").count() == 1
    found = client.get(where, {"q": "ann", "state": "pending"}).json()
    assert found["count"] == 1
    one = f"{where}{made.json()['id']}/"
    assert client.delete(one).json()["state"] == "unsubscribed" == client.get(one).json()["state"]
    other = {"address": "a@example.org"}
    for wrong in ({"address": "x"}, {**other, "components": ["?"]}, {**other, "zone": "Moon"}):
        assert client.post(where, json.dumps(wrong), content_type="application/json").status_code == 400
    assert company.signed_in("responder").get(where).status_code == 403


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (b"5.1.1", "bounced"),
        (b"5.2.1", "bounced"),
        (b"5.1.8", "confirmed"),
        (b"5.2.2", "confirmed"),
        (b"4.4.1", "confirmed"),
    ],
)
def test_a_mail_that_came_back_ends_it_only_if_the_address_is_none(
    company: Company, monkeypatch: pytest.MonkeyPatch, status: bytes, state: str
) -> None:
    monkeypatch.setattr(settings, "BOUNCE_TOKEN", "t0ken")
    row = subscribed(company)
    report, headers = REPORT % status, {"Authorization": "Bearer t0ken"}
    for wrong in ({}, {"Authorization": "Bearer no"}):
        refused = Client().post("/status/bounces/", report, content_type="message/rfc822", headers=wrong)
        assert refused.status_code == 401
    answer = Client().post("/status/bounces/", report, content_type="message/rfc822", headers=headers)
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (200, state)
    noise = Client().post(
        "/status/bounces/", b"\x00\xffno mail", content_type="message/rfc822", headers=headers
    )
    assert (noise.status_code, noise.content) == (200, b"0\n")


def test_without_a_token_of_the_operator_nothing_is_taken(company: Company) -> None:
    answer = Client().post(
        "/status/bounces/", b"x", content_type="message/rfc822", headers={"Authorization": "Bearer "}
    )
    assert answer.status_code == 401


def test_a_text_message_goes_by_the_providers_and_a_wrong_number_ends_it(
    company: Company, providers: Providers
) -> None:
    phone = add(company, "+447700900123", channel="sms")
    company.publish()
    company.clock.settle()
    texts = [words for number, words in providers.texts() if number == phone.address]
    assert len(texts) == 1 and "Orders are refused" in texts[0] and "/status/incidents/" in texts[0]
    assert len(texts[0]) <= 320
    delivery = Delivery.objects.get(kind="subscriber")
    Delivery.objects.filter(pk=delivery.pk).update(state="failed", error_code="21614", error="Not a mobile.")
    bouncing.note_message_failed(delivery_id=delivery.pk, at=company.at)
    phone.refresh_from_db()
    assert phone.state == "bounced"
