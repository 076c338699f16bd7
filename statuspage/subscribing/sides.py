"""A page as its subscribers are told of it: what stands on it now, under which addresses and which name."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from statuspage.models import StatusPage
from statuspage.published import publications
from statuspage.published.document import Document
from statuspage.published.languages import about
from statuspage.published.whereabouts import address_of


@dataclass(frozen=True)
class Side:
    """One page. `page` is None for the default one; `suffix` tells its announcements from those of others."""

    page: StatusPage | None
    document: Document
    root: str

    @property
    def suffix(self) -> str:
        """What its announcements' sources end with."""
        return f":page:{self.page.pk}" if self.page else ""

    @property
    def name(self) -> str:
        """What its subscribers know it by; empty for the default page, which is the company's."""
        return str(about(self.document)["name"]) if self.page else ""


def default_side() -> Side:
    """The default page."""
    return Side(None, publications.published(), settings.STATUS_URL)


def side_of(page: StatusPage | None, *, at: datetime) -> Side:
    """A page as it stands; a customer's is cut now, for this customer alone."""
    if page is None or page.is_default:
        return default_side()
    if page.customer_id is not None:
        return Side(page, publications.published_for_customer(page, at=at), address_of(page))
    return Side(page, publications.published(page), address_of(page))
