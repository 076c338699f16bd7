"""Drafts of what to tell, in plain words and with the names of components only; a person reads and changes them."""

from collections.abc import Sequence
from datetime import UTC, datetime

INVESTIGATING = "{subject} {are} not working as usual{since}. We are looking into it."
IDENTIFIED = "{subject} {are} still not working as usual. We know where it comes from and are working on it."
MONITORING = "{subject} {are} working again. We keep watching."
RESOLVED = "{subject} {are} working as usual again{since}. We are sorry for the trouble."
DRAFTS = {
    "investigating": INVESTIGATING,
    "identified": IDENTIFIED,
    "monitoring": MONITORING,
    "resolved": RESOLVED,
}
STILL = {
    "investigating": "We are still looking into it",
    "identified": "We are still working on it",
    "monitoring": "It works again as far as we see, and we keep watching",
}
NO_NEWS = "There is nothing new to tell yet. {still}. We write again by {at:%H:%M} UTC."
NOBODY = "Parts of our service"
TROUBLE = "trouble with {names}"


def title(names: Sequence[str]) -> str:
    """A title for what fails."""
    words = TROUBLE.format(names=_list(names)) if names else "trouble with parts of our service"
    return words[0].upper() + words[1:]


def text(status: str, names: Sequence[str], *, since: datetime | None = None) -> str:
    """A line for this status; `since` is when it began, or when it was over."""
    when = f" since {since.astimezone(UTC):%H:%M} UTC" if since else ""
    are = "is" if len(names) == 1 else "are"
    return DRAFTS[status].format(subject=_list(names) or NOBODY, are=are, since=when)


def no_news(status: str, *, next_at: datetime) -> str:
    """Nothing new is news, too: somebody is still there."""
    return NO_NEWS.format(still=STILL.get(status, STILL["investigating"]), at=next_at.astimezone(UTC))


def _list(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`; names with a comma of their own are kept apart by semicolons."""
    comma = "; " if any("," in name for name in names) else ", "
    return " and ".join(part for part in (comma.join(names[:-1]), names[-1] if names else "") if part)
