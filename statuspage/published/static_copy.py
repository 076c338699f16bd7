"""The published pages as files that any server can hand out: pages, their style sheet, the API for readers, the feeds.

Every address in them is relative, so that they work below any path. Only pages that anybody may read come here.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from django.template.loader import render_to_string
from django.utils.translation import override

from statuspage.published import feed as feeds
from statuspage.published import looking, planned, presenting, reader_api
from statuspage.published import maintenance_calendar as planner
from statuspage.published.addressing import Root, addresses
from statuspage.published.badge import badge
from statuspage.published.document import Document
from statuspage.published.languages import about, default_language
from statuspage.published.presenting import Addresses

Page: TypeAlias = dict[str, Any]
HTML, JSON, CSS, SVG, PNG, SCRIPT = (
    "text/html; charset=utf-8",
    "application/json",
    "text/css; charset=utf-8",
    "image/svg+xml",
    "image/png",
    "text/javascript; charset=utf-8",
)
# Whoever serves the page of what is missing knows how deep its reader is.
ROOT_OF_MISSING = "%ROOT%"


@dataclass(frozen=True)
class File:
    """What one file holds, and what it is served as."""

    content: bytes
    kind: str


@dataclass(frozen=True)
class Looks:
    """The style sheet, whole, the small picture in the browser's tab, and the script of the reader's clock."""

    sheet: bytes
    mark: bytes
    script: bytes = b""


@dataclass(frozen=True)
class Part:
    """One page to be written: its document, `below` which folder, its address for programs, its logo, its domain."""

    document: Document
    root: str
    below: str = ""
    logo: bytes | None = None
    domain: str = ""


def files(parts: Iterable[Part], looks: Looks, *, at: datetime) -> dict[str, File]:
    """Every file of every page by its name, as of `at`."""
    shared = {
        "sheet_url": (_named("status", "css", looks.sheet), File(looks.sheet, CSS)),
        "icon_url": (_named("mark", "svg", looks.mark), File(looks.mark, SVG)),
        "script_url": (_named("localtime", "js", looks.script), File(looks.script, SCRIPT)),
    }
    names = {key: name for key, (name, _) in shared.items()}
    made = dict(shared.values())
    for part in parts:
        made |= _pages(part, names, at) | _for_programs(part) | _looks(part)
    return made


def _pages(part: Part, names: dict[str, str], at: datetime) -> dict[str, File]:
    document, made = part.document, dict[str, File]()
    for language in about(document)["languages"]:
        with override(language):
            for name, (template, make) in _contents(document, at).items():
                tail = name.removesuffix("index.html")
                prefix = "" if language == default_language(document) else f"{language}/"
                path = f"{part.below}{prefix}{name}"
                made[path] = _written(part, names, at, template, make, (language, path, tail))
            if (not part.below or part.domain) and language == default_language(document):
                where = addresses(Root(ROOT_OF_MISSING, part.root), document, language=language)
                missing = presenting.frame(document, where)
                made[f"{part.below}404.html"] = _file("missing", missing, names, ROOT_OF_MISSING, at)
    return made


def _contents(document: Document, at: datetime) -> dict[str, tuple[str, Callable[[Addresses], Page]]]:
    """Every page by its name below the page's root, with its template."""
    stories: dict[str, tuple[str, Callable[[Addresses], Page]]] = {
        f"incidents/{one['id']}/index.html": ("story", partial(presenting.told, document, one))
        for one in document["incidents"]
    }
    return {
        "index.html": ("page", partial(planned.front, document, now=at)),
        "history/index.html": ("history", partial(presenting.history, document)),
        **stories,
        **{
            f"maintenance/{one['id']}/index.html": ("maintenance", partial(planned.told, document, one))
            for one in document.get("maintenances", [])
        },
    }


def _written(
    part: Part,
    names: dict[str, str],
    at: datetime,
    template: str,
    make: Callable[[Addresses], Page],
    place: tuple[str, str, str],
) -> File:
    language, path, tail = place
    up = "../" * path.removeprefix(part.below).count("/") or "./"
    where = addresses(Root(up, part.root), part.document, language=language, tail=tail)
    return _file(template, make(where), names, "../" * path.count("/") or "./", at)


def _file(template: str, page: Page, names: dict[str, str], there: str, at: datetime) -> File:
    """One page that lies `there` from the folder of all."""
    looked = {key: f"{there}{name}" for key, name in names.items()}
    page = {**page, **looked, "as_of": at}
    return File(render_to_string(f"statuspage/{template}.html", {"page": page}).encode(), HTML)


def _for_programs(part: Part) -> dict[str, File]:
    document, root = part.document, part.root
    answers = {f"api/v2/{name}.json": reader_api.answer(name, document, root) for name in reader_api.NAMES}
    told = {name: File(json.dumps(answer).encode(), JSON) for name, answer in answers.items() if answer}
    with override(default_language(document)):
        told |= {
            name: File(feeds.feed(name, document, root), feeds.content_type(name)) for name in feeds.FORMS
        }
    if not part.below:
        told["badge.svg"] = File(badge(document).encode(), SVG)
    told[planner.NAME] = File(planner.calendar(document, root), planner.KIND)
    return {f"{part.below}{name}": file for name, file in told.items()}


def _looks(part: Part) -> dict[str, File]:
    page, found = about(part.document), dict[str, File]()
    if page["accent"]:
        found[f"look/accent-{page['accent'][1:]}.css"] = File(looking.sheet(page["accent"]).encode(), CSS)
    if page["logo"] and part.logo:
        found[f"look/logo-{page['logo']}.png"] = File(bytes(part.logo), PNG)
    return {f"{part.below}{name}": file for name, file in found.items()}


def _named(stem: str, ending: str, content: bytes) -> str:
    """Named after what it holds: it may be kept for ever."""
    return f"assets/{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
