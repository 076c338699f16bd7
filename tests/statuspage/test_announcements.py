"""What is published reaches each confirmed subscriber of what it touches, once, in order, and nobody else."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings

from outbox.models import Entry, Queue
from statuspage.models import Announcement, Letter, Subscriber, Wording
from statuspage.subscribing import asking, links, tending
from tests.fakes.providers import Providers
from tests.statuspage.conftest import Company

State = Subscriber.State
SHAPES = Path(__file__).parent / "data"


def add(company: Company, address: str, *names: str, state: str = "confirmed", **more: object) -> Subscriber:
    """A subscriber to these components, or to all."""
    confirmed = company.at - timedelta(days=1) if state != "pending" else None
    given = {
        "channel": "email",
        "state": state,
        "confirmed_at": confirmed,
        "created_at": confirmed or company.at,
    }
    row = Subscriber.objects.create(address=address, all_components=not names, **{**given, **more})
    row.components.set(company.components[name] for name in names)
    return row


def arrived(providers: Providers) -> list[str]:
    return [letter.recipient for letter in providers.mailbox.letters() if "@example.org" in letter.recipient]


def test_subscribers_of_what_it_touches_are_told_and_nobody_else(
    company: Company, providers: Providers
) -> None:
    add(company, "all@example.org")
    add(company, "ordering@example.org", "Ordering")
    add(company, "reports@example.org", "Reports")
    for state in ("pending", "paused", "unsubscribed", "bounced"):
        add(company, f"{state}@example.org", state=state)

    company.publish()
    company.clock.settle()

    assert sorted(arrived(providers)) == ["all@example.org", "ordering@example.org"]
    row = Announcement.objects.get(kind="incident")
    assert (row.state, row.total, row.letters.filter(state="sent").count()) == ("done", 2, 2)
    assert Wording.objects.count() == 1, "the words are rendered once and shared"


def test_first_word_update_and_all_clear_reach_the_same_people_in_order(
    company: Company, providers: Providers
) -> None:
    add(company, "ordering@example.org", "Ordering")
    company.publish()
    company.clock.settle()
    company.publish("We restart it.", status="identified")
    company.restore()
    company.all_clear()
    company.clock.settle()
    subjects = [one.subject for one in providers.mailbox.letters() if one.recipient == "ordering@example.org"]
    assert [one.split(": ")[1] for one in subjects] == ["We are looking into it", "We know the cause", "Over"]


def test_a_mail_reads_well_and_is_unsubscribed_by_its_headers(company: Company, providers: Providers) -> None:
    row = add(company, "anna@example.org", language="de", zone="Europe/Berlin")
    company.publish(next_update_at=company.at + timedelta(minutes=20))
    company.clock.settle()
    letter = next(one for one in providers.mailbox.letters() if one.recipient == row.address)
    raw = (providers.mailbox._folder / f"{letter.id}.eml").read_bytes()
    mail = message_from_bytes(raw, policy=policy.default)

    away = links.unsubscribing(row.token)
    assert mail["List-Unsubscribe"].strip() == f"<{away}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    for said in (text, html):
        assert "Wir untersuchen es" in said and "15:20 CET" in said and "Orders are refused." in said
        assert away in said and links.managing(row.token) in said and "%" not in said.replace("100%", "")
        assert "txn-db-01" not in said and "INC-" not in said


def test_who_unsubscribes_between_writing_and_sending_hears_nothing(
    company: Company, providers: Providers
) -> None:
    row = add(company, "ann@example.org")
    company.publish()
    company.clock.settle_once()
    assert Letter.objects.get(announcement__kind="incident").state == "waiting"
    asking.unsubscribe(token=row.token, at=company.at)
    company.clock.settle()
    assert arrived(providers) == []
    assert Letter.objects.get().state == "skipped"


def test_who_comes_after_the_word_reads_it_on_the_page(company: Company, providers: Providers) -> None:
    company.publish()
    add(company, "late@example.org", confirmed_at=company.at + timedelta(seconds=1))
    company.clock.settle()
    assert arrived(providers) == []


def test_a_mended_typo_is_no_mail(company: Company, providers: Providers) -> None:
    add(company, "ann@example.org")
    company.publish()
    company.restore()
    company.all_clear()
    company.clock.settle()
    before = len(arrived(providers))
    company.publish("Orders are accepted again!", status="resolved", kind="correction", substance=False)
    company.clock.settle()
    assert len(arrived(providers)) == before
    company.publish("It was not over.", status="resolved", kind="correction", substance=True)
    company.clock.settle()
    assert len(arrived(providers)) == before + 1


def test_a_mailbox_that_does_not_exist_is_never_written_to_again(
    company: Company, providers: Providers
) -> None:
    gone, full = add(company, "gone+550@example.org"), add(company, "full+451@example.org")
    add(company, "fine@example.org")
    company.publish()
    company.clock.settle()
    gone.refresh_from_db()
    full.refresh_from_db()
    assert (gone.state, full.state) == (State.BOUNCED, State.CONFIRMED)
    assert "No such user" in gone.reason
    assert arrived(providers) == ["fine@example.org"]
    company.clock.advance(hours=30)
    assert Letter.objects.get(subscriber=full).state == "failed"
    assert Announcement.objects.get(kind="incident").state == "done"
    company.publish("We restart it.", status="identified")
    company.clock.settle()
    assert gone.letters.count() == 1


def test_while_the_mail_server_is_away_nothing_is_lost(
    company: Company, providers: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(company, "ann@example.org")
    here = settings.EMAIL_PORT
    monkeypatch.setattr(settings, "EMAIL_PORT", 1)
    company.publish()
    company.clock.settle()
    row = Announcement.objects.get(kind="incident")
    assert "cannot be reached" in row.trouble and row.state == "sending"
    monkeypatch.setattr(settings, "EMAIL_PORT", here)
    company.clock.advance(minutes=3)
    row.refresh_from_db()
    assert (arrived(providers), row.state, row.trouble) == (["ann@example.org"], "done", "")


def test_sending_is_paused_and_goes_on_without_a_second(company: Company, providers: Providers) -> None:
    for n in range(5):
        add(company, f"a{n}@example.org")
    company.publish()
    company.clock.settle_once()
    row = Announcement.objects.get(kind="incident")
    about = {"announcement_id": row.pk, "actor": company.actor()}
    assert tending.pause(**about, at=company.at)
    company.clock.settle()
    assert arrived(providers) == []
    assert tending.resume(**about, at=company.at)
    assert not tending.resume(**about, at=company.at)
    company.clock.settle()
    assert sorted(arrived(providers)) == [f"a{n}@example.org" for n in range(5)]


def test_letters_are_bulk_and_few_entries(company: Company) -> None:
    moments = {"confirmed_at": company.at, "created_at": company.at}
    Subscriber.objects.bulk_create(
        Subscriber(address=f"m{n}@example.org", channel="email", state="confirmed", **moments)
        for n in range(300)
    )
    company.publish()
    company.clock.settle_once()
    entries = Entry.objects.filter(topic__in=["statuspage.fan_out", "statuspage.send_letters"])
    assert set(entries.values_list("queue", flat=True)) == {Queue.BULK}
    assert entries.filter(topic="statuspage.send_letters").count() == 2
    assert Letter.objects.count() == 300
