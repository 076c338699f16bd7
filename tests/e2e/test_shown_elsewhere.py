"""What our customers and anybody put onto pages of their own: the box, the badge, and a widget made for Statuspage."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.e2e.browsing import Browsers
from tests.e2e.elsewhere import Site, open_site
from tests.running import RunningStorm, until

WORK = "Germany gets new machines"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Somebody else's."""
    with open_site() as opened:
        yield opened


@pytest.fixture(scope="module")
def copy(storm: RunningStorm) -> str:
    """Where the copy of the status page is, as soon as it holds what pages of others ask for."""
    address = str(storm.facts()["addresses"]["STATUS_COPY_URL"])
    assert until(lambda: b"shadow" in read(f"{address}/box.js"), seconds=60, pause=0.2)
    return address


def read(url: str) -> bytes:
    try:
        with urlopen(url, timeout=10) as answer:
            content: bytes = answer.read()
            return content
    except OSError:
        return b""


@pytest.fixture(scope="module")
def token(browsers: Browsers) -> str:
    """What the snippet for a customer in Germany carries, whom planned work will touch."""
    tomasz = browsers.window("tomasz", javascript=False).go("/statuspage/maintenance/new/")
    tomasz.page.get_by_label("What customers read as its title").fill(WORK)
    tomasz.page.get_by_label("What they read about it").fill("Orders wait for a minute <b>or</b> two.")
    tomasz.page.get_by_label("Ordering, Germany").check()
    tomasz.page.get_by_role("button", name="Plan maintenance").click()
    tomasz.see(WORK)
    malcolm = browsers.window("malcolm", javascript=False).go("/statuspage/boxes/")
    malcolm.page.get_by_label("Customer", exact=True).select_option(label="Brennerhaus Optik")
    malcolm.page.get_by_role("button", name="Issue the key").click()
    malcolm.see("Issued for Brennerhaus Optik.")
    snippet = malcolm.page.get_by_label("Snippet for Brennerhaus Optik").input_value()
    found = re.search('data-customer="([^"]+)"', snippet)
    assert found
    return found[1]


def test_the_box_the_badge_and_the_line_under_the_strictest_policy(
    storm: RunningStorm, browsers: Browsers, site: Site, copy: str, token: str
) -> None:
    box = f'<script async src="{copy}/box.js" data-customer="{token}" data-from="{storm.address}/status/"></script>'
    line = f'<script async src="{storm.address}/status/box.js"></script>'
    badge = f'<img src="{copy}/badge.svg" alt="Service status">'
    allowed = f"{copy} {storm.address}"
    policy = f"default-src 'none'; script-src {allowed}; connect-src {storm.address}; img-src 'self' {copy}"
    window = browsers.window()
    window.go(site.page("/box", f"{box}<hr>{line}<hr>{badge}", policy=policy))
    window.see(WORK, "Orders wait for a minute <b>or</b> two.", "Planned maintenance:")
    assert window.page.locator("section[role=status]").count() == 2
    assert window.page.locator("img").evaluate("img => img.complete && img.naturalWidth") > 50
    window.inspect("box-elsewhere")
    assert not window.page.context.cookies()


def test_a_widget_made_for_statuspage_shows_how_we_are(
    storm: RunningStorm, browsers: Browsers, site: Site, copy: str, node_modules: Path
) -> None:
    site.script("/widget.js", (node_modules / "@statuspage/status-widget/dist/index.js").read_bytes())
    places = (copy, f"{storm.address}/status/")
    widgets = "".join(
        f'<p><statuspage-widget src="{place}" appearance="{look}"></statuspage-widget></p>'
        for place in places
        for look in ("basic", "badge")
    )
    window = browsers.window()
    window.go(site.page("/widget", f'{widgets}<script src="/widget.js"></script>'))
    told = json.loads(read(f"{copy}/api/v2/status.json"))["status"]["description"]
    shown = window.page.locator("statuspage-widget").get_by_text(told)
    shown.last.wait_for()
    assert shown.count() == 4, "in both looks, from the copy and from the web process"
    # Its last line has a slip of its own, after all is drawn.
    assert not [one for one in window.complaints if "parcelRequire" not in one]
