"""Packs the files of a copy when it is written, so that nobody has to while thousands read. Pure.

Not the pages that say their age: whoever serves them dresses them anew every minute, and packs them then.
"""

import gzip
from collections.abc import Mapping

import brotli

from statuspage.published.static_copy import File

ENDINGS = {"br": ".br", "gzip": ".gz"}
WORTH = 200  # bytes; below that it saves less than its header costs
DRESSED = b"<!--as-of-->"


def packed(files: Mapping[str, File]) -> dict[str, File]:
    """The packed form of each file that is worth it, by the file's name and its ending."""
    found: dict[str, File] = {}
    for name, one in files.items():
        if len(one.content) < WORTH or DRESSED in one.content:
            continue
        found[f"{name}.br"] = File(brotli.compress(one.content, quality=5), one.kind)
        found[f"{name}.gz"] = File(gzip.compress(one.content, compresslevel=6, mtime=0), one.kind)
    return found
