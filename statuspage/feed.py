"""The Atom feed: every update told in the last ninety days, from the published copy."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks

from statuspage import queries
from statuspage.document import Document
from statuspage.models import StatusUpdate

LIMIT = 50


@dataclass(frozen=True)
class Item:
    """One update with the incident it belongs to."""

    incident: str
    title: str
    status: str
    text: str
    at: datetime


if TYPE_CHECKING:
    Base = Feed[Item, Document]
else:
    Base = Feed


class History(Base):
    """Newest first, one entry an update."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> Document:
        """The published copy, read once."""
        return queries.published()

    def title(self, document: Document) -> str:
        """Whose status this is."""
        return f"{document['company']} status"

    def link(self, document: Document) -> str:
        """The status page."""
        return reverse("status:page")

    def items(self, document: Document) -> list[Item]:
        """The newest updates of all incidents."""
        told = [
            Item(
                incident["id"],
                incident["title"],
                update["status"],
                update["text"],
                datetime.fromisoformat(update["at"]),
            )
            for incident in document["incidents"]
            for update in incident["updates"]
        ]
        return sorted(told, key=lambda item: item.at, reverse=True)[:LIMIT]

    def item_title(self, item: Item) -> str:
        """The incident and where it stands."""
        return f"{item.title}: {StatusUpdate.Status(item.status).label}"

    def item_description(self, item: Item) -> str:
        """What was told; readers take it for HTML."""
        return linebreaks(item.text, autoescape=True)

    def item_link(self, item: Item) -> str:
        """The incident's public page."""
        return reverse("status:incident", args=[item.incident])

    def item_guid(self, item: Item) -> str:
        """The same for ever, and another for each update."""
        return f"urn:status:{item.incident}:{item.at.isoformat()}"

    def item_pubdate(self, item: Item) -> datetime:
        """When it was told."""
        return item.at

    def item_updateddate(self, item: Item) -> datetime:
        """When it was told: updates are never changed."""
        return item.at
