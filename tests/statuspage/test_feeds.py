"""The feeds: one entry an incident, with an id that stays, and dated by what was told."""

from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.statuspage.conftest import Company

ATOM = "{http://www.w3.org/2005/Atom}"
ROOT = "https://status.halcyon.example"


@pytest.fixture(autouse=True)
def at_home(settings: Any) -> None:
    settings.STATUS_URL = ROOT


def read(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(Client().get(f"/status/{name}").content)  # noqa: S314  # our own


def test_an_entry_tells_the_whole_story_newest_word_first(company: Company) -> None:
    company.publish()
    company.advance(5)
    company.publish("We know the cause.", status="identified")
    [entry] = read("history.atom").iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Orders are refused"
    content = entry.findtext(f"{ATOM}content") or ""
    assert "<strong>Identified</strong> - We know the cause." in content
    assert content.index("Identified") < content.index("Investigating")
    assert "<small>10 March, 14:05 UTC</small>" in content
    assert entry.findtext(f"{ATOM}published") == "2026-03-10T14:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2026-03-10T14:05:00+00:00"


def test_ids_stay_when_more_is_told(company: Company) -> None:
    company.publish()
    before = identities()
    company.advance(5)
    company.publish("We know the cause.", status="identified", title="Orders are slow")
    assert identities() == before
    assert before["feed"] == "tag:status.halcyon.example,2005:/history"
    assert before["entry"].startswith("tag:status.halcyon.example,2005:Incident/")
    assert before["guid"].startswith(f"{ROOT}/incidents/")


def identities() -> dict[str, str]:
    atom, rss = read("history.atom"), read("history.rss")
    return {
        "feed": atom.findtext(f"{ATOM}id") or "",
        "entry": atom.findtext(f"{ATOM}entry/{ATOM}id") or "",
        "guid": rss.findtext("channel/item/guid") or "",
    }


def test_rss_has_what_readers_of_statuspage_expect(company: Company) -> None:
    company.publish("Orders are <b>refused</b>.")
    channel = read("history.rss").find("channel")
    assert channel is not None
    assert channel.findtext("title") == "Halcyon Orders Status - Incident History"
    assert channel.findtext("description") == "Statuspage"
    assert channel.findtext("link") == f"{ROOT}/"
    assert channel.findtext("item/link") == channel.findtext("item/guid")
    assert "&lt;b&gt;refused" in (channel.findtext("item/description") or "")
    told = parsedate_to_datetime(channel.findtext("item/pubDate") or "")
    assert told == parsedate_to_datetime(channel.findtext("pubDate") or "") == company.at


@pytest.mark.parametrize("name", ["history.atom", "history.rss"])
def test_a_feed_is_the_same_until_something_is_told(name: str, company: Company) -> None:
    first = Client().get(f"/status/{name}").content
    company.advance(60)
    assert Client().get(f"/status/{name}").content == first


@pytest.mark.parametrize("name", ["history.atom", "history.rss"])
def test_a_character_that_xml_cannot_hold_spoils_no_feed(name: str, company: Company) -> None:
    company.publish("Orders\x0b are refused.")
    assert "Orders are refused." in "".join(read(name).itertext())


@pytest.mark.parametrize("name", ["history.atom", "history.rss"])
def test_before_anything_is_published_a_feed_is_empty(name: str, db: None) -> None:
    assert not [*read(name).iter(f"{ATOM}entry"), *read(name).iter("item")]
