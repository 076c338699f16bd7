"""What anybody may read: one query, no cookie, cacheable, and the words shown as words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import CompanySettings
from incidents.models import Incident
from statuspage.models import Publication
from statuspage.published.reader_api import NAMES
from tests.statuspage.conftest import Company


def stories(company: Company) -> list[str]:
    document = Publication.objects.latest("id").document
    return [f"/status/incidents/{incident['id']}/" for incident in document["incidents"]]


def pages(company: Company) -> list[str]:
    feeds, api = (
        ["/status/history.atom", "/status/history.rss"],
        [f"/status/api/v2/{name}.json" for name in NAMES],
    )
    return ["/status/", "/status/history/", *feeds, *api, *stories(company)]


def test_the_page_answers_what_is_the_matter_first(company: Company, client: Client) -> None:
    company.publish(next_update_at=company.at + timedelta(minutes=20))
    page = client.get("/status/").content.decode()
    for words in (
        "<h1>Orders are refused</h1>",
        "Major outage, one service of three",
        "Halcyon Orders status",
        "Next update by",
        "10 March, 14:20 UTC",
        "Since 10 March, 13:50 UTC: Orders are refused",
        "Ordering: 99.992 % in 90 days. Trouble on 1 day.",
        "Investigating",
    ):
        assert words in page


def test_the_page_is_calm_when_all_is_over_and_tells_the_story(company: Company, client: Client) -> None:
    company.publish()
    company.advance(30)
    company.restore()
    company.all_clear()
    company.advance(60 * 24 * 3)
    page = client.get("/status/").content.decode()
    assert "<h1>Everything works</h1>" in page
    assert "No trouble for 3 days." in page
    assert "Orders are accepted again." in client.get("/status/history/").content.decode()
    story = client.get(stories(company)[0]).content.decode()
    assert "Over: resolved" in story and "40 min" in story


def test_before_anything_is_published_the_page_says_so(db: None, client: Client) -> None:
    assert "Nothing is published yet" in client.get("/status/").content.decode()


@pytest.mark.parametrize("role", [None, "csr"])
def test_each_public_page_costs_one_query_and_knows_nobody(company: Company, role: str | None) -> None:
    company.publish()
    client = company.signed_in(role) if role else Client()
    for url in pages(company):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(url)
        assert (answer.status_code, len(asked)) == (200, 1), url
        assert set(answer.headers["Cache-Control"].split(", ")) == {"max-age=10", "public"}
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert not answer.cookies
        if role:
            assert company.people[role].name not in answer.content.decode()


def test_what_has_not_changed_is_answered_304(company: Company, client: Client) -> None:
    company.publish()
    for url in pages(company):
        first = client.get(url)
        assert client.get(url, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    old = client.get("/status/").headers["ETag"]
    company.publish("We know the cause.")
    assert client.get("/status/", headers={"if-none-match": old}).status_code == 200


def test_a_compressed_copy_is_answered_304_too(company: Company, client: Client) -> None:
    first = client.get("/status/", headers={"accept-encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    again = client.get(
        "/status/", headers={"accept-encoding": "gzip", "if-none-match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_markup_in_a_text_is_shown_as_text(company: Company, client: Client) -> None:
    company.publish("<script>alert(1)</script> & more", title="<b>Bold</b>")
    for url in pages(company):
        answer = client.get(url)
        page = answer.content.decode()
        if answer.headers["Content-Type"] != "application/json":
            assert "<script>" not in page and "<b>Bold" not in page, url


def test_the_pages_need_no_script(company: Company, client: Client) -> None:
    company.publish()
    for url in ["/status/", "/status/history/", *stories(company)]:
        page = client.get(url).content.decode()
        assert page.count("<script") == page.count("localtime.js") == 1  # adds the reader's own clock
        assert " style=" not in page and "hx-" not in page


@pytest.mark.parametrize("path", ["incidents/nothing-such/", "nothing-such/", "sign-in/nothing/such/"])
def test_a_page_nobody_wrote_is_not_found_in_public_words(
    company: Company, client: Client, path: str
) -> None:
    answer = client.get(f"/status/{path}")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    assert "incidents" not in answer.content.decode().lower()


def test_what_is_not_published_is_not_seen(company: Company, client: Client) -> None:
    before = client.get("/status/").content
    CompanySettings.objects.update(name="Renamed")
    Incident.objects.update(title="Something inside")
    company.components["Ordering"].delete()
    assert client.get("/status/").content == before


def test_only_reading_is_possible(company: Company, client: Client) -> None:
    for url in pages(company):
        assert client.post(url).status_code == 405


@pytest.mark.urls("statuspage.public_root")
def test_the_pages_stand_alone(company: Company, client: Client) -> None:
    company.publish()
    for url in pages(company):
        assert client.get(url).status_code == 200
