"""The script of the box and the widget, as it is sent and as it lies beside the files of the page."""

from pathlib import Path

from django.contrib.staticfiles import finders

NAME, KIND = "box.js", "text/javascript; charset=utf-8"


def script_text() -> bytes:
    """Whole. Raises FileNotFoundError where the installation is not."""
    found = finders.find(f"statuspage/{NAME}")
    if not isinstance(found, str):
        raise FileNotFoundError(NAME)
    return Path(found).read_bytes()
