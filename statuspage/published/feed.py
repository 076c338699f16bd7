"""The feeds: one entry an incident with all that was told of it, from the published copy. Pure.

An entry keeps its id and its link for ever and is dated by its newest word; nothing is stamped with the moment of
asking, so that the same copy is the same feed.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.template.defaultfilters import linebreaksbr
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc2822_date
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.xmlutils import SimplerXMLGenerator

from statuspage.published.document import Document
from statuspage.published.languages import about, default_language
from statuspage.published.sentences import maintenance_label, span, spoken, status_label
from statuspage.telling.maintaining import RUNNING

LIMIT = 50
# What XML cannot hold, however it is written.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Dated(SyndicationFeed):
    """A feed that is as old as the copy it was made from, also while nothing has happened yet."""

    content_type: str

    def latest_post_date(self) -> datetime:
        """When the page was published."""
        return datetime.fromisoformat(self.feed["published_at"])


class Atom(_Dated, Atom1Feed):
    """Atom 1.0, with the story as the content of an entry."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: Mapping[str, Any]) -> None:
        """As Django writes an entry, and its content."""
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("content", item["description"], {"type": "html"})


class Rss(_Dated, Rss201rev2Feed):
    """RSS 2.0."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """As Django writes a channel, and its date."""
        super().add_root_elements(handler)
        handler.addQuickElement("pubDate", rfc2822_date(self.latest_post_date()))


FORMS: dict[str, type[_Dated]] = {"history.atom": Atom, "history.rss": Rss}


def feed(name: str, document: Document, root: str) -> bytes:
    """`history.atom` or `history.rss`. `root` is the address of the status page without a slash at the end."""
    form = FORMS[name]
    made = form(
        title=_writable(f"{about(document)['name']} Status - Incident History"),
        link=f"{root}/",
        description="Statuspage",
        language=default_language(document),
        author_name=_writable(about(document)["name"]),
        feed_url=f"{root}/{name}",
        feed_guid=_tag(root, "/history"),
        published_at=document["published_at"] or datetime(1970, 1, 1, tzinfo=UTC).isoformat(),
    )
    for incident in _newest_first(document):
        _add(made, incident, root)
    for piece in _planned(document):
        _add_planned(made, piece, root)
    return made.writeString("utf-8").encode()


def content_type(name: str) -> str:
    """What a feed is served as."""
    return FORMS[name].content_type


def _newest_first(document: Document) -> list[Document]:
    told = [incident for incident in document["incidents"] if incident["updates"]]
    return sorted(told, key=lambda one: str(one["updates"][0]["at"]), reverse=True)[:LIMIT]


def _planned(document: Document) -> list[Document]:
    """The latest starts, and what is under way, however much is planned."""
    pieces = document.get("maintenances", [])
    return [piece for place, piece in enumerate(pieces) if place < LIMIT or piece["state"] in RUNNING]


def _add(made: SyndicationFeed, incident: Document, root: str) -> None:
    link, updates = f"{root}/incidents/{incident['id']}/", incident["updates"]
    made.add_item(
        title=_writable(incident["title"]),
        link=link,
        description=_writable("".join(_paragraph(update) for update in updates)),
        unique_id=_tag(root, f"Incident/{incident['id']}") if isinstance(made, Atom) else link,
        pubdate=datetime.fromisoformat(updates[-1]["at"]),
        updateddate=datetime.fromisoformat(updates[0]["at"]),
    )


def _add_planned(made: SyndicationFeed, piece: Document, root: str) -> None:
    """One piece of planned work, as readers know it from Statuspage."""
    link, updates = f"{root}/maintenance/{piece['id']}/", piece["updates"]
    begins, ends = (datetime.fromisoformat(piece[key]) for key in ("starts_at", "ends_at"))
    when = mark_safe(f"<p><strong>THIS IS A SCHEDULED EVENT {escape(span(begins, ends))}</strong></p>")  # noqa: S308
    told = [
        _words_of(update["at"], maintenance_label(update["status"]), update["text"]) for update in updates
    ]
    made.add_item(
        title=_writable(piece["title"]),
        link=link,
        description=_writable("".join([when, *told])),
        unique_id=_tag(root, f"Maintenance/{piece['id']}") if isinstance(made, Atom) else link,
        pubdate=datetime.fromisoformat(piece["announced_at"]),
        updateddate=datetime.fromisoformat(updates[0]["at"] if updates else piece["announced_at"]),
    )


def _paragraph(update: Document) -> SafeString:
    return _words_of(update["at"], status_label(update["status"]), update["text"])


def _words_of(at: str, label: str, text: str) -> SafeString:
    when, where = escape(spoken(datetime.fromisoformat(at))), escape(label)
    words = linebreaksbr(text, autoescape=True)
    return mark_safe(f"<p><small>{when}</small><br><strong>{where}</strong> - {words}</p>")  # noqa: S308  # all escaped


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _tag(root: str, what: str) -> str:
    return f"tag:{urlsplit(root).hostname},2005:{what}"
