"""One thing to mend before the night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to mend; `url` is where. `at` is when it begins, `upto` when that stretch ends."""

    words: str
    url: str
    mend: str
    grave: bool = True
    at: datetime | None = None
    upto: datetime | None = None
