"""Which moment a sender means: timestamps in many spellings, and those that cannot be true."""

import re
from datetime import UTC, datetime, timedelta

# Clocks differ a little; what is further ahead is a mistake.
SKEW = timedelta(minutes=5)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_DOUBLE_ZONE = re.compile(r"([+-]\d{2}:?\d{2})Z$")


def moment(text: str) -> datetime | None:
    """The moment a text names, in UTC; without a zone it is UTC. None for what names none (the year 1 is Go's zero)."""
    try:
        found = _parsed(text.strip())
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return None if found.year == 1 else found


def _parsed(text: str) -> datetime:
    """As ISO 8601. Some senders write their zone twice: looked for only in what is no moment as it stands."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(_DOUBLE_ZONE.sub(r"\1", text))


def is_plausible(start: datetime | None, *, received_at: datetime) -> bool:
    """Whether an alert can have begun then: not before 2000, and not in the future."""
    return start is not None and EARLIEST <= start <= received_at + SKEW
