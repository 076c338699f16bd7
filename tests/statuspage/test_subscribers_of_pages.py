"""Every page has subscribers of its own: told what that page shows, while they may read it, and nothing else."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from notifications.models import Delivery
from outbox.handling import MOOT
from statuspage.models import Announcement, Letter, StatusPage, Subscriber
from statuspage.operations.keys import make_key, revoke_key
from statuspage.operations.managing import remove
from statuspage.subscribing import exchange, lanes, links
from tests.fakes.providers import Providers
from tests.statuspage.conftest import Company
from tests.statuspage.test_maintenance import planned
from tests.statuspage.test_several_pages import make
from tests.statuspage.test_signing_in import signed_in, stranger
from tests.statuspage.test_subscribing import path_in, wish

ANN = "ann@example.org"


def subscribes(company: Company, client: Client, slug: str, address: str = ANN, **more: Any) -> Subscriber:
    """Somebody who asked on a page and confirmed."""
    asked = client.post(f"/status/p/{slug}/subscribe/", wish(address, **more))
    assert asked.status_code == 200, asked.content.decode()
    row = Subscriber.objects.get(page__slug=slug, address=address)
    assert (
        stranger().post(path_in(Delivery.objects.filter(recipient=row.key).latest("id").body)).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.state == "confirmed"
    company.advance(1)
    return row


def letters(providers: Providers, address: str = ANN) -> list[tuple[str, str]]:
    """Subject and source of each news that arrived; not what concerned the subscription itself."""
    folder = providers.mailbox._folder
    return [
        (one.subject, (folder / f"{one.id}.eml").read_text())
        for one in providers.mailbox.letters()
        if one.recipient == address and "List-Unsubscribe" in (folder / f"{one.id}.eml").read_text()
    ]


def inner(company: Company, **given: Any) -> StatusPage:
    page = make(company, "inner", kind="private", name="Very private", **given)
    make_key(page=page, label="Ann", email=ANN, actor=company.actor(), at=company.at)
    return page


def test_a_named_page_tells_its_own_subscribers_what_it_shows(company: Company, providers: Providers) -> None:
    for name in ("Ordering", "Reports"):
        make(company, name.lower(), components=[name], name=f"Halcyon {name}")
    form = stranger().get("/status/p/reports/subscribe/").content.decode()
    assert "Halcyon Reports" in form and "Ordering" not in form and "Sign-in" not in form
    subscribes(company, stranger(), "ordering")
    subscribes(company, stranger(), "reports", "bob@example.org")
    assert "Halcyon Ordering" in Delivery.objects.filter(address=ANN).latest("id").title
    company.publish()
    company.clock.settle()
    [(subject, source)] = letters(providers)
    assert subject.startswith("Halcyon Ordering: We are looking into it")
    assert f"{settings.STATUS_URL}/p/ordering/incidents/" in source
    assert letters(providers, "bob@example.org") == []


def test_one_address_subscribes_to_several_pages_and_leaves_each_alone(
    company: Company, providers: Providers
) -> None:
    make(company, "open", name="Open to all")
    row = subscribes(company, stranger(), "open")
    stranger().post("/status/subscribe/", wish(ANN))
    stranger().post(path_in(Delivery.objects.latest("id").body))
    assert Subscriber.objects.filter(state="confirmed").count() == 2
    company.advance(1)
    company.publish()
    company.clock.settle()
    assert sorted(subject.partition(":")[0] for subject, _ in letters(providers)) == [
        "Halcyon Orders",
        "Open to all",
    ]
    stranger().post(path_in(links.unsubscribing(row.token)))
    assert Subscriber.objects.get(state="confirmed").page is None


def test_a_private_page_is_subscribed_to_by_whoever_signed_in_and_in_her_mailbox_only(
    company: Company,
) -> None:
    page = inner(company)
    where = "/status/p/inner/subscribe/"
    assert stranger().get(where).status_code == stranger().post(where, wish(ANN)).status_code == 404
    secret = make_key(page=page, label="A link alone", actor=company.actor(), at=company.at)
    holder = stranger()
    holder.get(f"/status/p/inner/?key={secret}")
    assert holder.get(where)["Location"] == "/status/p/inner/sign-in/"
    assert "/subscribe/" not in holder.get("/status/p/inner/").content.decode()
    reader = signed_in(company, ANN)
    assert 'href="/status/p/inner/en/subscribe/"' in reader.get("/status/p/inner/").content.decode()
    assert f'value="{ANN}"' in reader.get(where).content.decode()
    other = reader.post(where, wish("bob@example.org"))
    assert other.status_code == 400 and b"your own mailbox only" in other.content
    hook = subscribes(company, reader, "inner", "https://8.8.8.8/hook", channel="webhook")
    assert (hook.contact, hook.reader) == (ANN, ANN)
    assert Delivery.objects.latest("id").address == ANN


def test_who_loses_access_gets_nothing_more(company: Company, providers: Providers) -> None:
    page = inner(company)
    row = subscribes(company, signed_in(company, ANN), "inner")
    company.publish()
    company.clock.settle()
    assert len(letters(providers)) == 1
    company.publish("We restart it.", status="identified")
    company.clock.settle_once()
    revoke_key(key_id=page.keys.get().pk, actor=company.actor(), at=company.at)
    company.clock.settle()
    assert len(letters(providers)) == 1
    assert [one.error for one in Letter.objects.filter(state="skipped")] == [
        "The page is not open to this reader any more."
    ]
    shown = stranger().get(path_in(links.managing(row.token))).content.decode()
    assert "not open to you any more" in shown and "Ordering" not in shown and "Very private" not in shown
    assert "Unsubscribe" in shown


def test_a_page_that_is_open_no_more_is_subscribed_to_again_by_whoever_may_read_it(
    company: Company, providers: Providers
) -> None:
    page = make(company, "inner", name="Inner")
    row = subscribes(company, stranger(), "inner")
    StatusPage.objects.filter(pk=page.pk).update(kind="private")
    page.refresh_from_db()
    make_key(page=page, label="Ann", email=ANN, actor=company.actor(), at=company.at)
    reader = signed_in(company, ANN)
    assert asked_anew(company, reader, ANN) == ["pending", "", ANN]
    assert subscribes(company, reader, "inner") == row
    company.publish()
    company.clock.settle()
    assert len(letters(providers)) == 1


def asked_anew(company: Company, client: Client, address: str, **more: Any) -> list[str]:
    client.post("/status/p/inner/subscribe/", wish(address, **more))
    row = Subscriber.objects.get(address=address)
    return [row.state, row.contact, row.reader]


def test_a_place_that_one_reader_left_behind_is_the_next_readers(company: Company) -> None:
    page, hook, bob = inner(company), "https://8.8.8.8/hook", "bob@example.org"
    row = subscribes(company, signed_in(company, ANN), "inner", hook, channel="webhook")
    make_key(page=page, label="Bob", email=bob, actor=company.actor(), at=company.at)
    other = signed_in(company, bob)
    assert asked_anew(company, other, hook, channel="webhook") == ["confirmed", ANN, ANN], "it is Ann's still"
    revoke_key(key_id=page.keys.get(email=ANN).pk, actor=company.actor(), at=company.at)
    assert asked_anew(company, other, hook, channel="webhook") == ["pending", bob, bob]
    question = Delivery.objects.latest("id")
    assert question.address == bob
    assert stranger().get(path_in(links.managing(row.token))).status_code == 404, "Ann may not see it"
    assert stranger().post(path_in(question.body)).status_code == 302
    assert Subscriber.objects.get().state == "confirmed"


def test_a_page_that_is_removed_takes_its_letters_along(company: Company, providers: Providers) -> None:
    page = make(company, "open", name="Open to all")
    subscribes(company, stranger(), "open")
    company.publish()
    company.clock.settle()
    row = Announcement.objects.get(page=page, kind="incident")
    row.letters.update(state="waiting")
    lanes.begin(row, at=company.at)
    row.save()
    remove(row=page, actor=company.actor("admin"), at=company.at)
    assert not Announcement.objects.filter(pk=row.pk).exists()
    assert lanes.work(row.pk, "mail-1", row.round, now=lambda: company.at) == MOOT


def test_maintenance_is_told_as_the_page_shows_it(company: Company, providers: Providers) -> None:
    make(company, "reports", components=["Reports"], level="reactive", name="Reports alone")
    make(company, "ordering", components=["Ordering"])
    subscribes(company, stranger(), "reports")
    subscribes(company, stranger(), "ordering", "bob@example.org")
    planned(company)
    company.clock.advance(hours=26)
    told = letters(providers)
    assert len(told) == 4 and all("/p/reports/maintenance/" in source for _, source in told)
    assert letters(providers, "bob@example.org") == []


def test_the_link_stands_on_the_page_and_in_its_copy(company: Company, tmp_path: Path, settings: Any) -> None:
    settings.STATUS_DIR = tmp_path / "status"
    make(company, "open", name="Open to all")
    company.clock.settle()
    link = f'href="{settings.PUBLIC_URL}/status/p/open/subscribe/"'
    assert link in stranger().get("/status/p/open/").content.decode()
    assert link in (tmp_path / "status/current/p/open/index.html").read_text()


def test_forms_and_answers_are_in_the_readers_language(company: Company) -> None:
    form = stranger().get("/status/de/subscribe/").content.decode()
    assert '<html lang="de"' in form and "Erfahren, wenn etwas nicht geht" in form and "Ihre Uhr" in form
    for words in ("Be told", "Your clock", "every service", "optional", "Subscribe"):
        assert words not in form, words
    wrong = stranger().post("/status/de/subscribe/", wish("0770", channel="sms")).content.decode()
    assert "Beginnen Sie mit +" in wrong and "Was Sie geschrieben haben" in wrong
    asked = stranger().post("/status/de/subscribe/", wish(ANN, language="de")).content.decode()
    assert "Sehen Sie in Ihr Postfach" in asked
    mail = Delivery.objects.latest("id")
    assert "Bitte bestätigen" in mail.title
    confirm = stranger().get(path_in(mail.body)).content.decode()
    assert "Sollen wir Ihnen schreiben?" in confirm and f"Mail an {ANN}" in confirm
    led = stranger().post(path_in(mail.body))
    managed = stranger().get(path_in(led["Location"])).content.decode()
    assert "Fertig: Sie werden es erfahren." in managed and "Abbestellen" in managed
    row = Subscriber.objects.get()
    assert "Nichts mehr erfahren?" in stranger().get(path_in(links.unsubscribing(row.token))).content.decode()
    gone = stranger().post(path_in(links.unsubscribing(row.token))).content.decode()
    assert f"An {ANN} schreiben wir nicht mehr." in gone


def test_lists_name_the_page(company: Company) -> None:
    make(company, "open")
    make(company, "inner", kind="private")
    table = "address,page\nann@example.org,open\nann@example.org,\nbob@example.org,inner\n"
    brought = exchange.bring_in(content=table.encode(), agreed=True, at=company.at)
    assert (brought.new, brought.wrong) == (2, ["Line 4: There is no public page called “inner”."])
    assert [row.split(",")[:3] for row in list(exchange.lines())[1:]] == [
        ["open", "email", "ann@example.org"],
        ["", "email", "ann@example.org"],
    ]
    again = exchange.bring_in(content="".join(exchange.lines()).encode(), agreed=True, at=company.at)
    assert (again.new, again.known) == (0, 2)


def test_programs_ask_for_a_public_page_only(company: Company) -> None:
    make(company, "open")
    make(company, "inner", kind="private")
    staff = company.signed_in("csr")
    given = {"address": ANN, "page": "open"}
    made = staff.post("/api/v1/subscribers/", json.dumps(given), content_type="application/json")
    assert made.status_code == 201 and made.json()["page"] == "open"
    given["page"] = "inner"
    refused = staff.post("/api/v1/subscribers/", json.dumps(given), content_type="application/json")
    assert refused.status_code == 400 and Subscriber.objects.count() == 1


def test_a_page_without_subscribers_costs_nothing(company: Company) -> None:
    make(company, "open")
    company.publish()
    company.clock.settle()
    assert set(Announcement.objects.values_list("page", flat=True)) == {None}
    assert timedelta(0) <= company.at - Announcement.objects.latest("id").told_at
