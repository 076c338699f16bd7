"""Programs that some tests need and that pip cannot install."""

import os
import shutil

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of a Chromium, if this machine has one; the one without windows costs a quarter."""
    return os.environ.get("STORM_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def alertmanager() -> str | None:
    """The path of Debian's Alertmanager, if it is installed."""
    return shutil.which("prometheus-alertmanager")


def node() -> str | None:
    """The path of Node, if this machine has one."""
    return shutil.which("node")


def npm() -> str | None:
    """The path of npm, if this machine has one."""
    return shutil.which("npm")
