"""Moments as Statuspage's API writes them. Pure."""

from datetime import UTC, datetime


def moment(text: str | None) -> str | None:
    """The document's text of a moment with milliseconds and its zone: `2026-11-21T18:40:00.000Z`."""
    if text is None:
        return None
    at = datetime.fromisoformat(text).astimezone(UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
