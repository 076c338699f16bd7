"""Where one can go within the catalog: the sub-navigation of its pages, one row a way."""

from django.urls import NoReverseMatch, reverse

# Words, the name of the URL, and further beginnings of addresses that belong to it. A way whose URL is not there is
# not shown.
WAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Customers", "catalog:customers", ()),
    ("Assets", "catalog:assets", ()),
    ("Map", "catalog:map", ()),
    ("Changes", "catalog:changes", ()),
    ("Single points of failure", "catalog:spof", ()),
    ("What if", "incidents:what_if", ()),
    ("Partners", "catalog:partners", ()),
    ("Groups", "catalog:groups", ()),
    ("Providers", "catalog:providers", ()),
    ("Calendars", "catalog:calendars", ()),
    ("Import", "catalog:import", ()),
    ("Export", "catalog:export", ()),
)


def ways(path: str) -> list[dict[str, object]]:
    """The ways that are there; `current` is the one that this address belongs to."""
    found = []
    for words, name, more in WAYS:
        if url := address(name):
            found.append({"words": words, "url": url, "current": path.startswith((url, *more))})
    return found


def is_here(path: str) -> bool:
    """Whether an address belongs to the catalog."""
    return any(way["current"] for way in ways(path))


def address(name: str) -> str:
    """Where a named URL is; empty when there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
