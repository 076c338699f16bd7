"""Writes the newest published copies as files, after each publication and every few minutes while all is well.

What stands there can be served while database, Redis and web are gone; how old it is says whether they are. Only pages
that anybody may read are written: the folder is one that anybody may read.
"""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from statuspage.boxes.script import KIND, NAME, script_text
from statuspage.models import Publication
from statuspage.published import copy_folder, publications, static_copy
from statuspage.published.presenting import OTHERS
from statuspage.published.whereabouts import address_of


def renew(*, at: datetime, publication: int | None = None) -> bool:
    """Write the newest copy; False when there is none, or when `publication` is current already or was overtaken.

    With `publication` None it is written anew in any case: a page says as of when it is true. Raises OSError.
    """
    folder = settings.STATUS_DIR
    with copy_folder.locked(folder):
        newest = publications.newest()
        if newest is None or (publication is not None and copy_folder.held(folder) == newest):
            return False
        looks = static_copy.Looks(**import_string(settings.STATUS_LOOKS)())
        parts = [_part(one) for one in publications.newest_of_public()]
        files = static_copy.files(parts, looks, at=at)
        files[NAME] = static_copy.File(script_text(), KIND)
        hosts = {part.domain: part.below for part in parts if part.domain and part.below}
        copy_folder.write(folder, files, publication=newest, at=at, hosts=hosts)
    return True


def _part(one: Publication) -> static_copy.Part:
    page = one.page
    if page is None or not page.is_public:
        raise ValueError(f"Publication {one.pk} is not for everybody")
    return static_copy.Part(
        document=one.document,
        root=address_of(page),
        below="" if page.is_default else f"{OTHERS}{page.slug}/",
        logo=bytes(page.logo) if page.logo else None,
        domain=page.domain or "",
    )
