"""`bin/statuspage` leads a page's own domain to that page, and says how old it is in the page's language."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from statuspage.models import StatusPage
from statuspage.operations.managing import keep_page
from tests.statuspage.conftest import Company
from tests.statuspage.test_several_pages import make
from tests.statuspage.test_standing_alone import Ask, alone, ask, put, server, statusanswer, statuscopy

__all__ = ["ask", "server"]
assert alone
HOST, CLOSED = "status.emea.example", "status.inner.example"


@pytest.fixture
def published(company: Company, tmp_path: Path, settings: Any) -> Any:
    """Answers from the copy of a default page, a German one with a domain, and a private one with a domain."""
    settings.STATUS_DIR = tmp_path / "status"
    make(company, "emea", name="Halcyon Europa", domain=HOST, accent="#1a5fb4")
    page = StatusPage.objects.get(slug="emea")
    page.languages = ["de", "en"]
    keep_page(page=page, actor=company.actor(), at=company.at)
    make(company, "inner", kind="private", name="Very private", domain=CLOSED)
    company.publish()
    company.clock.settle()
    return statusanswer.Answers(statuscopy.Shelf(settings.STATUS_DIR), stale_after=15)


def test_a_domain_leads_to_its_page_with_all_its_parts(published: Any) -> None:
    files = published.shelf.newest().files
    own = [name.removeprefix("p/emea/") for name in files if name.startswith("p/emea/")]
    assert {"index.html", "en/index.html", "history.atom", "api/v2/summary.json", "maintenance.ics"} <= set(
        own
    )
    assert [name for name in own if name.startswith("look/accent-")]
    for name in own:
        if name != "404.html":
            found = published.get(f"/{name}", host=f"{HOST.upper()}:8443")
            assert (found.code, found.body) == (200, published.get(f"/p/emea/{name}").body), name
    page = published.get("/", host=HOST)
    assert "Halcyon Europa" in page.body.decode() and '<html lang="de"' in page.body.decode()
    assert "Halcyon Europa" not in published.get("/").body.decode()
    assert published.get("/", host="anything.example").body == published.get("/").body
    assert published.get("/", seen=page.etag, host=HOST).code == 304
    assert published.get("/", seen=page.etag).code == 200
    [sheet] = [name for name in files if name.startswith("assets/status-")]
    assert published.get(f"/{sheet}", host=HOST).code == published.get("/box.js", host=HOST).code == 200


def test_below_a_domain_there_is_nothing_else(published: Any) -> None:
    for path in ("/p/emea/", "/p/emea/index.html", "/badge.svg", "/404.html", "/p/inner/", "/nothing/deep/"):
        found = published.get(path, host=HOST)
        assert found.code == 404 and b"Halcyon Europa" in found.body, path
    assert b'href="../../assets/status-' in published.get("/nothing/deep/", host=HOST).body
    assert published.get("/p/emea/404.html").code == published.get("/404.html").code == 404
    moved = published.get("/history", host=HOST)
    assert (moved.code, moved.headers["Location"]) == (308, "history/")


def test_a_private_page_is_nowhere_in_it_and_its_domain_is_not_named(published: Any, settings: Any) -> None:
    assert published.get("/", host=CLOSED).body == published.get("/").body
    folder = (settings.STATUS_DIR / "current").resolve()
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"Very private" not in content and CLOSED.encode() not in content, path
            assert "inner" not in str(path.relative_to(folder))


def test_its_age_is_told_in_the_language_of_the_page(published: Any) -> None:
    copy, at = published.shelf.newest(), published.shelf.newest().written_at
    german = copy.page("p/emea/index.html", at + timedelta(minutes=6), 15).body.decode()
    assert "Stand: <time" in german and "vor 6 Minuten." in german
    english = copy.page("p/emea/en/index.html", at + timedelta(minutes=6), 15).body.decode()
    assert "6 minutes ago." in english
    late = copy.page("p/emea/index.html", at + timedelta(days=2), 15).body.decode()
    assert "konnte seit 2 Tagen nicht erneuert werden" in late and "10. März, 14:00 UTC" in late


@pytest.mark.parametrize(
    ("minutes", "english", "german"),
    [
        (0, "just now", "gerade eben"),
        (1, "1 minute ago", "vor einer Minute"),
        (59, "59 minutes ago", "vor 59 Minuten"),
        (60, "1 hour ago", "vor einer Stunde"),
        (1440, "1 day ago", "vor einem Tag"),
        (4000, "2 days ago", "vor 2 Tagen"),
    ],
)
def test_ages_in_words(minutes: int, english: str, german: str) -> None:
    assert statuscopy.ago(minutes) == english and statuscopy.ago(minutes, "de") == german


def test_the_header_is_read_and_an_unknown_language_is_english(tmp_path: Path, ask: Ask) -> None:
    put(tmp_path)
    for host in ("status.example", "[::1]:80", "", ":", "x" * 300, "status.emea.example."):
        assert ask("/", Host=host)[0] == 200, host
    assert statuscopy.language_of(b'<!doctype html>\n<html lang="fr">') == "en"
    assert statuscopy.language_of(b"") == "en"
    words = statuscopy.age_in_words(
        datetime(2026, 3, 10, 14, tzinfo=UTC), datetime(2026, 3, 10, 14, 1, tzinfo=UTC), 15
    )
    assert words.startswith('<p class="pub-asof">As of ')
