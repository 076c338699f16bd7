"""A real alert, fired as a newcomer fires it."""

import re
import subprocess

from tests.e2e.browsing import Window
from tests.running import RunningStorm

NAME, ASSET, FINGERPRINT = "HighErrorRate", "de-prod", "b0a7c1d2e3f40516"


def fire(storm: RunningStorm, window: Window, name: str = NAME, asset: str = ASSET) -> int:
    """The very line that bin/up prints, run by a shell, or another alert in its form; the incident's number."""
    printed = next(line for line in storm.log.read_text().splitlines() if line.strip().startswith("curl "))
    line = printed.strip().replace(NAME, name).replace(ASSET, asset)
    if name != NAME:
        line = line.replace(FINGERPRINT, name.encode().hex()[:16])
    before = newest(window)
    done = subprocess.run(
        ["sh", "-c", line.replace("curl ", "curl -fsS ", 1)], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    for _ in range(60):
        if newest(window) > before:
            return newest(window)
        window.page.wait_for_timeout(250)
    raise AssertionError("The alert opened no incident.")


def link_to_acknowledge(window: Window, number: int, address: str) -> str:
    """The link in the letter that pages this address."""
    rows = window.go("/demo/mail/").page.get_by_role("row").filter(has_text=address)
    letters = rows.filter(has_text=f"INC-{number} ").get_by_role("link").all()
    for path in [letter.get_attribute("href") for letter in letters]:
        link = window.go(path or "").page.locator("article a[href*='/oncall/ack/']")
        if link.count():
            return link.first.get_attribute("href") or ""
    raise AssertionError(f"No letter to {address} carries a link.")


def newest(window: Window) -> int:
    """The highest number in the list."""
    window.go("/")
    return max(map(int, re.findall(r"INC-(\d+)", window.page.content())), default=0)
