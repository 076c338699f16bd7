"""The page as files: written after each publication, in one step, with nothing inner in them."""

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client

from outbox.models import Entry
from statuspage.models import Publication
from statuspage.operations.republishing import republish
from statuspage.published import copy_folder, copying, publications, static_copy
from statuspage.published.reader_api import NAMES
from statuspage.published.static_copy import File
from statuspage.tasks import renew_copy
from tests.clock import START
from tests.statuspage.conftest import Company

ROOT = "https://status.halcyon.example"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.STATUS_DIR, settings.STATUS_URL = tmp_path / "status", ROOT
    return tmp_path / "status"


def manifest(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "current" / "manifest.json").read_text()))


def read(folder: Path, name: str) -> str:
    return (folder / "current" / name).read_text()


def test_publishing_writes_every_file_and_their_sums(folder: Path, company: Company) -> None:
    company.publish()
    company.clock.settle()
    listed = manifest(folder)
    assert listed["publication"] == Publication.objects.latest("id").pk
    wanted = {"index.html", "404.html", "history/index.html", "history.atom", "history.rss"}
    assert wanted | {f"api/v2/{name}.json" for name in NAMES} <= set(listed["files"])
    for name, about in listed["files"].items():
        content = (folder / "current" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == about["sha256"], name
    there = {
        str(path.relative_to((folder / "current").resolve()))
        for path in (folder / "current").resolve().rglob("*")
        if path.is_file()
    }
    packed = {
        name + ending
        for name, about in listed["files"].items()
        for ending, _ in about.get("packed", {}).values()
    }
    assert there == {*listed["files"], *packed, "manifest.json"} and "history.atom.br" in packed


def test_the_files_say_what_the_live_pages_say(folder: Path, company: Company) -> None:
    company.publish()
    company.clock.settle()
    client = Client()
    for name in ["history.atom", "history.rss", *(f"api/v2/{name}.json" for name in NAMES)]:
        assert read(folder, name) == client.get(f"/status/{name}").content.decode(), name
    main = re.compile(r"<main.*</main>", re.DOTALL)
    live = main.search(client.get("/status/").content.decode())
    kept = main.search(read(folder, "index.html"))
    assert live and kept and live.group() == kept.group()


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src")]


def test_every_address_in_a_page_is_relative_and_leads_to_a_file(
    folder: Path, company: Company, settings: Any
) -> None:
    company.publish()
    company.advance(5)
    company.restore()
    company.all_clear()
    company.clock.settle()
    files = set(manifest(folder)["files"])
    pages = [name for name in files if name.endswith(".html") and name != "404.html"]
    assert len(pages) == 3
    for name in pages:
        for link in Links(read(folder, name)).found:
            # Subscribing needs the product itself: that way alone leads out of the copy.
            if link.startswith("#") or link == f"{settings.PUBLIC_URL}/status/subscribe/":
                continue
            assert not link.startswith("/"), (name, link)
            target = urljoin(f"http://x/below/{name}", link).removeprefix("http://x/below/")
            assert (f"{target}index.html" if target[-1:] in ("", "/") else target) in files, (name, link)


def test_no_inner_name_and_no_script_reach_a_file(folder: Path, company: Company) -> None:
    company.publish("<script>alert(1)</script>", title="<b>Bold</b>")
    company.clock.settle()
    for name in manifest(folder)["files"]:
        text = read(folder, name)
        for word in ("txn-db-01", "Transaction database", "pg-primary", "Carla", "INC-", "user:"):
            assert word not in text, (name, word)
        if name.endswith(".html"):
            assert (
                "<script>" not in text
                and text.count("<script") == 1
                and " style=" not in text
                and "<b>Bold" not in text
            )


def test_the_same_publication_is_written_once(folder: Path, company: Company) -> None:
    newest = Publication.objects.latest("id").pk
    assert copying.renew(at=START, publication=newest)
    written = manifest(folder)["written_at"]
    company.advance(3)
    assert not copying.renew(at=company.at, publication=newest)
    assert not copying.renew(at=company.at, publication=newest - 1)
    assert manifest(folder)["written_at"] == written


def test_only_the_newest_matters(folder: Path, company: Company) -> None:
    company.publish("First word.")
    company.publish("Second word.")
    company.clock.settle()
    assert "Second word." in read(folder, "index.html")
    written = Entry.objects.filter(topic="statuspage.write_copy")
    assert sorted(written.values_list("outcome", flat=True)).count("moot") == written.count() - 1


def test_it_is_renewed_while_nothing_is_published(folder: Path, company: Company) -> None:
    company.clock.settle()
    company.advance(60)
    renew_copy()
    assert manifest(folder)["written_at"] == company.at.isoformat()
    assert "As of" in read(folder, "index.html")


def test_before_anything_is_published_nothing_is_written(folder: Path, db: None) -> None:
    assert not copying.renew(at=START)
    assert not (folder / "current").exists()


def test_a_copy_that_cannot_be_finished_leaves_the_one_before(
    folder: Path, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    copying.renew(at=START)
    before = read(folder, "index.html")

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copy_folder, "_write", full)
    with pytest.raises(OSError, match="No space"):
        copying.renew(at=START)
    assert read(folder, "index.html") == before
    assert len(list((folder / "copies").iterdir())) == 1


def test_old_copies_and_what_a_killed_writer_left_go(tmp_path: Path) -> None:
    with copy_folder.locked(tmp_path):
        (tmp_path / "copies" / ".20260310T140000-dead").mkdir()
        for place in range(6):
            copy_folder.write(tmp_path, {"a": File(b"%d" % place, "text/plain")}, publication=place, at=START)
            assert (tmp_path / "current" / "a").read_bytes() == b"%d" % place
    left = list((tmp_path / "copies").iterdir())
    assert len(left) <= copy_folder.KEPT + 1 and not [one for one in left if one.name.startswith(".")]
    assert copy_folder.held(tmp_path) == 5


def test_a_renamed_component_reaches_the_files(folder: Path, company: Company) -> None:
    company.components["Reports"].name = "Statements"
    company.components["Reports"].save()
    republish(at=company.at)
    company.clock.settle()
    assert "Statements" in read(folder, "index.html")


def test_the_sheet_is_named_after_what_it_holds() -> None:
    part = static_copy.Part(publications.NOTHING, ROOT)
    one, other = (
        static_copy.files([part], static_copy.Looks(sheet, b""), at=START) for sheet in (b"a", b"b")
    )
    assert {name for name in one if name.endswith(".css")} != {
        name for name in other if name.endswith(".css")
    }
