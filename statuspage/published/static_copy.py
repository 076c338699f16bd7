"""The published page as files that any server can hand out: pages, their style sheet, the API for readers, the feeds.

Every address in them is relative, so that they work below any path.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from django.template.loader import render_to_string

from statuspage.published import feed as feeds
from statuspage.published import presenting, reader_api
from statuspage.published.document import Document
from statuspage.published.presenting import Addresses

Page: TypeAlias = dict[str, Any]
HTML, JSON, CSS, SVG = (
    "text/html; charset=utf-8",
    "application/json",
    "text/css; charset=utf-8",
    "image/svg+xml",
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
    """The style sheet, whole, and the small picture in the browser's tab."""

    sheet: bytes
    mark: bytes


def files(document: Document, looks: Looks, *, root: str, at: datetime) -> dict[str, File]:
    """Every file by its name, as of `at`. `root` is the address that feeds and the API name as ours."""
    sheet, mark = _named("status", "css", looks.sheet), _named("mark", "svg", looks.mark)

    def written(template: str, there: str, make: Callable[[Addresses], Page]) -> File:
        """One page that lies `there` from the folder of all."""
        looked = {"sheet_url": f"{there}{sheet}", "icon_url": f"{there}{mark}", "as_of": at}
        page = {**make(_addresses(there)), **looked}
        return File(render_to_string(f"statuspage/{template}.html", {"page": page}).encode(), HTML)

    pages = {
        "index.html": written("page", "./", partial(presenting.front, document, now=at)),
        "history/index.html": written("history", "../", partial(presenting.history, document)),
        "404.html": written("missing", ROOT_OF_MISSING, partial(presenting.frame, document)),
    }
    for one in document["incidents"]:
        told = written("story", "../../", partial(presenting.told, document, one))
        pages[f"incidents/{one['id']}/index.html"] = told
    return {
        **pages,
        **_for_programs(document, root),
        sheet: File(looks.sheet, CSS),
        mark: File(looks.mark, SVG),
    }


def _for_programs(document: Document, root: str) -> dict[str, File]:
    answers = {f"api/v2/{name}.json": reader_api.answer(name, document, root) for name in reader_api.NAMES}
    told = {name: File(json.dumps(answer).encode(), JSON) for name, answer in answers.items() if answer}
    return told | {
        name: File(feeds.feed(name, document, root), feeds.content_type(name)) for name in feeds.FORMS
    }


def _addresses(there: str) -> Addresses:
    return Addresses(
        home=there,
        history=f"{there}history/",
        feed=f"{there}history.atom",
        rss=f"{there}history.rss",
        story=lambda public_id: f"{there}incidents/{public_id}/",
    )


def _named(stem: str, ending: str, content: bytes) -> str:
    """Named after what it holds: it may be kept for ever."""
    return f"assets/{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
