"""The copy in object storage: what changed, pages last, and carried on after a failure."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from statuspage.published import copy_folder
from statuspage.published.bucket import Bucket
from statuspage.published.carrying import carry, in_order
from statuspage.published.static_copy import File
from tests.clock import START
from tests.fakes.bucket import bucket
from tests.statuspage.conftest import Company

HTML = "text/html; charset=utf-8"
FILES = {
    "index.html": File(b"<h1>Works</h1>", HTML),
    "history/index.html": File(b"<h1>History</h1>", HTML),
    "api/v2/status.json": File(b"{}", "application/json"),
    "assets/status-0.css": File(b".a {}", "text/css; charset=utf-8"),
}


def put(folder: Path, number: int, **changed: bytes) -> None:
    files = FILES | {name: File(content, HTML) for name, content in changed.items()}
    with copy_folder.locked(folder):
        copy_folder.write(folder, files, publication=number, at=START)


@pytest.fixture
def store() -> Iterator[Any]:
    with bucket() as found:
        yield found


@pytest.fixture
def storage(store: Any) -> Bucket:
    keys = {"access_key": "key", "secret_key": "secret", "region_name": "eu-west-1"}
    return Bucket(bucket_name="status", endpoint_url=store.url, addressing_style="path", **keys)


def test_pages_come_last_and_the_front_page_last_of_all(tmp_path: Path, store: Any, storage: Bucket) -> None:
    put(tmp_path, 1)
    assert carry(tmp_path, storage) == 4
    names = [path.removeprefix("/status/") for _, path in store.asked]
    assert names == ["api/v2/status.json", "assets/status-0.css", "history/index.html", "index.html"]
    assert in_order(reversed(names)) == names
    body, headers = store.objects["/status/index.html"]
    assert (
        body == b"<h1>Works</h1>"
        and headers["Content-Type"] == HTML
        and "max-age=10" in headers["Cache-Control"]
    )
    assert "immutable" in store.objects["/status/assets/status-0.css"][1]["Cache-Control"]


def test_only_what_changed_is_carried_again_and_what_is_gone_goes(
    tmp_path: Path, store: Any, storage: Bucket
) -> None:
    put(tmp_path, 1, old=b"old")
    carry(tmp_path, storage)
    store.asked.clear()
    put(tmp_path, 2, **{"index.html": b"new"})
    assert carry(tmp_path, storage) == 1
    assert store.asked == [("PUT", "/status/index.html"), ("DELETE", "/status/old")]


def test_a_failure_leaves_the_old_front_page_and_the_next_attempt_goes_on(
    tmp_path: Path, store: Any, storage: Bucket
) -> None:
    put(tmp_path, 1)
    store.refusing = "/status/history/index.html"
    with pytest.raises(ClientError):
        carry(tmp_path, storage)
    assert "/status/index.html" not in store.objects
    store.refusing = ""
    assert carry(tmp_path, storage) == 2 and len(store.objects) == 4


def test_publishing_carries_it_where_a_bucket_is_set(
    tmp_path: Path, store: Any, company: Company, settings: Any
) -> None:
    options = {"bucket_name": "status", "endpoint_url": store.url, "addressing_style": "path"}
    keys = {"access_key": "key", "secret_key": "secret", "region_name": "eu-west-1"}
    backend = {"BACKEND": "statuspage.published.bucket.Bucket", "OPTIONS": options | keys}
    settings.STATUS_DIR, settings.STORAGES = tmp_path, settings.STORAGES | {"status": backend}
    company.publish()
    company.clock.settle()
    assert b"Orders are refused" in store.objects["/status/index.html"][0]
    assert not [path for path in store.objects if "manifest" in path]
