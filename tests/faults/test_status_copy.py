"""Everything stands still but the copy of the status page: it goes on, and says how old it is."""

import json
import os
import re
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.night import CHILDREN, Night, eventually


@contextmanager
def all_stopped_but(night: Night, kept: str) -> Iterator[None]:
    """No other process of Storm, no database and no Valkey does anything; none is restarted, as none has ended."""
    groups = [night.storm.wait_for(name) for name in sorted(CHILDREN - {kept})]
    try:
        for group in groups:
            os.killpg(group, signal.SIGSTOP)
        yield
    finally:
        for group in reversed(groups):
            os.killpg(group, signal.SIGCONT)


def read(url: str) -> str:
    """What is served there; empty when nothing is within two seconds."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def test_with_all_else_stopped_customers_still_read_the_page(night: Night) -> None:
    copy = night.storm.facts()["addresses"]["STATUS_COPY_URL"]
    eventually(lambda: "<main" in read(f"{copy}/"), "the copy is served", pause=0.2)
    with all_stopped_but(night, "statuspage"):
        assert read(f"{night.address}/status/") == ""
        page, told = read(f"{copy}/"), json.loads(read(f"{copy}/api/v2/summary.json"))
    assert re.search(r"As of <time[^>]*>[^<]* UTC</time>, .+ ago|just now", page)
    assert told["components"] and told["page"]["name"] in page
