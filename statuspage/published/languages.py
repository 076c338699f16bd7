"""The languages of a page, and what was told in each: what is not translated stays as it was written."""

from typing import Any

from statuspage.published.document import Document

NAMES = {"en": "English", "de": "Deutsch"}
HTML_CODES = {"en": "en-GB", "de": "de"}


def about(document: Document) -> Document:
    """What the page is; of a document of an earlier version, what all pages were then."""
    found: Document = document.get("page") or {}
    return {
        "slug": "main",
        "public": found.get("slug", "main") == "main",
        "default": found.get("slug", "main") == "main",
        "name": document["company"],
        "level": "full",
        "text": "",
        "contact_url": "",
        "languages": ["en"],
        "zone": "UTC",
        "accent": "",
        "logo": "",
        **found,
    }


def default_language(document: Document) -> str:
    """That of the page's own address, in which its texts are written first."""
    return str(about(document)["languages"][0])


def translated(document: Document, language: str) -> Document:
    """The document with the titles, texts and reports of its incidents in one language, as far as they exist."""
    titles = {one["title"]: _in(one.get("titles"), language, one["title"]) for one in document["incidents"]}
    return {
        **document,
        "incidents": [_incident(one, language) for one in document["incidents"]],
        "components": [
            {**one, "line": titles.get(one["line"], one["line"])} for one in document["components"]
        ],
    }


def _incident(one: Document, language: str) -> Document:
    return {
        **one,
        "title": _in(one.get("titles"), language, one["title"]),
        "report": _in(one.get("reports"), language, one.get("report", "")),
        "updates": [
            {**update, "text": _in(update.get("texts"), language, update["text"])}
            for update in one["updates"]
        ],
    }


def _in(texts: dict[str, Any] | None, language: str, written: str) -> str:
    return str((texts or {}).get(language) or written)
