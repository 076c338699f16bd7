"""Where a page is, whole: for feeds, programs, and links in mails."""

from django.conf import settings

from statuspage.models import StatusPage
from statuspage.published.addressing import whole_address


def address_of(page: StatusPage) -> str:
    """Without a slash at the end. A page that is not for everybody is in no copy: the product alone answers for it."""
    base = settings.STATUS_URL if page.is_public else f"{settings.PUBLIC_URL}/status"
    return whole_address(page.slug, page.domain, is_default=page.is_default, base=base)
