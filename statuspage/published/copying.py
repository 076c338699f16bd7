"""Writes the newest published copy as files, after each publication and every few minutes while all is well.

What stands there can be served while database, Redis and web are gone; how old it is says whether they are.
"""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from statuspage import queries
from statuspage.published import copy_folder, static_copy


def renew(*, at: datetime, publication: int | None = None) -> bool:
    """Write the newest copy; False when there is none, or when `publication` is current already or was overtaken.

    With `publication` None it is written anew in any case: a page says as of when it is true. Raises OSError.
    """
    folder = settings.STATUS_DIR
    with copy_folder.locked(folder):
        newest = queries.newest_publication()
        if newest is None or (publication is not None and copy_folder.held(folder) == newest.pk):
            return False
        looks = static_copy.Looks(**import_string(settings.STATUS_LOOKS)())
        files = static_copy.files(newest.document, looks, root=settings.STATUS_URL, at=at)
        copy_folder.write(folder, files, publication=newest.pk, at=at)
    return True
