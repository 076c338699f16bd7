"""Decides who may still be told of a page that is not for everybody, and whether it still shows what is told."""

from collections.abc import Collection
from datetime import datetime

from statuspage.models import Announcement, StatusPage, Subscriber
from statuspage.published import publications
from statuspage.readers.invited import invited

LOST = "The page is not open to this reader any more."
GONE = "The page does not show this any more."


def may_read(page: StatusPage | None, rows: Collection[Subscriber], *, at: datetime) -> set[int]:
    """Those of the page's subscribers who may read it now. Two queries at most."""
    if page is None or page.is_public:
        return {row.pk for row in rows}
    found = invited(page, [row.reader for row in rows], at=at)
    return {row.pk for row in rows if row.reader.lower() in found}


def is_open_to(row: Subscriber, *, at: datetime) -> bool:
    """Whether this subscriber may read her page now."""
    return row.pk in may_read(row.page, [row], at=at)


def still_shows(told: Announcement, *, at: datetime) -> bool:
    """Whether a customer's page still shows what is told: it may turn out that an incident never touched it."""
    page = told.page
    if page is None or page.customer_id is None:
        return True
    if told.public_incident is not None:
        return told.public_incident.public_id in publications.incidents_of(page.customer_id)
    return set(told.components) <= publications.components_of(page.customer_id, at=at)
