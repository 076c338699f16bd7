"""Which style sheets a surface needs, in the order of the cascade layers. No build step: a file each."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

GROUND = ("tokens", "base", "layout", "components/signs", "components/section", "components/button")
INSIDE = (
    *("bar", "form", "act", "live", "incidents", "steps", "next", "clocks"),
    *("tables", "trail", "path", "hand", "prose", "spof", "void", "days", "cal", "catalog", "map", "seat"),
)
SURFACES = {
    "app": (*GROUND, *(f"components/{block}" for block in INSIDE)),
    "gate": (
        *GROUND,
        *(f"components/{block}" for block in ("bar", "form", "act", "live", "clocks", "hand", "void")),
    ),
    "public": (*GROUND, *(f"components/{block}" for block in ("form", "pub", "void"))),
}


def addresses(surface: str) -> list[str]:
    """The URLs of a surface's sheets."""
    return [_address(f"storm/css/{name}.css") for name in SURFACES[surface]]


def mark() -> str:
    """The URL of the small picture in the browser's tab."""
    return _address("storm/barb.svg")


def looks_of_public() -> dict[str, bytes]:
    """The public surface's sheets as one, the small picture and the script: for pages that stand alone."""
    names = [f"storm/css/{name}.css" for name in SURFACES["public"]]
    return {
        "sheet": b"\n".join(_content(name) for name in names),
        "mark": _content("storm/barb.svg"),
        "script": _content("storm/js/localtime.js"),
    }


def _content(path: str) -> bytes:
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(path)
    return Path(found).read_bytes()


def _address(path: str) -> str:
    try:
        return staticfiles_storage.url(path)
    except ValueError:  # no manifest yet: the page that reports it must still have its looks
        return f"{settings.STATIC_URL}{path}"
