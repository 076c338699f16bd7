"""Publishes the pages as they stand: the whole, and each page that many read. Their files follow."""

from datetime import datetime

from django.db import transaction

from outbox.operations import ToDo, put
from statuspage.models import Publication, StatusPage
from statuspage.published import publications
from statuspage.published.document import Document, etag_of


@transaction.atomic
def republish(*, at: datetime) -> Publication:
    """Publish anew, after something was told, or components or pages were made, renamed or ordered anew.

    Answers with the publication of the default page, which is made when there is none yet.
    """
    default = default_page()
    everything = publications.whole(at=at)
    shared = StatusPage.objects.exclude(kind=StatusPage.Kind.CUSTOMER).prefetch_related("components")
    made = [_made(None, everything, at)]
    made += [_made(page, publications.document_of(page, everything), at) for page in shared]
    Publication.objects.bulk_create(made)
    newest = made[-1].pk
    put(
        ToDo(
            topic="statuspage.write_copy",
            key=f"publication:{newest}",
            due_at=at,
            payload={"publication": newest},
        ),
        at=at,
    )
    return next(one for one in made if one.page_id == default.pk)


def default_page() -> StatusPage:
    """Locked: who publishes at the same time comes after, and finds what this one wrote."""
    page, _ = StatusPage.objects.select_for_update().get_or_create(
        is_default=True, defaults={"slug": "main", "languages": ["en"]}
    )
    return page


def _made(page: StatusPage | None, document: Document, at: datetime) -> Publication:
    return Publication(page=page, document=document, etag=etag_of(document), published_at=at)
