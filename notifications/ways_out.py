"""The register of those who know how a reader gets no more such mail (RFC 8058): rooms above register by key."""

from collections.abc import Callable

from notifications.models import Delivery

WayOut = Callable[[Delivery], str]
_ways: dict[str, WayOut] = {}


def register(sort: str, way_out: WayOut) -> None:
    """For readers whose key begins so, like `contact`. Raises ValueError when two want to answer for one sort."""
    if _ways.setdefault(sort, way_out) is not way_out:
        raise ValueError(f"Two ways out for {sort!r}")


def way_out_of(delivery: Delivery) -> str:
    """The address that one request to is enough; empty where there is none."""
    way_out = _ways.get(delivery.recipient.partition(":")[0])
    return way_out(delivery) if way_out and delivery.channel == "email" else ""


def headers_of(url: str) -> tuple[tuple[str, str], ...]:
    """The headers by which a mail program offers it as one button."""
    if not url:
        return ()
    return (("List-Unsubscribe", f"<{url}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
