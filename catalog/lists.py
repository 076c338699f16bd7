"""What a reader asks of a list: words, filters that are links, an order, a page. Pure; knows only the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

LONGEST_SEARCH = 100
PAGE = 50
NONE = "none"


@dataclass(frozen=True)
class Facet:
    """One way to narrow a list: the name in the address, its word, the column, and what its values are called.

    `labels` names fixed values, `label` the column of a related row; `empty` is the word for rows without one.
    """

    name: str
    words: str
    column: str
    labels: Mapping[str, str] | None = None
    label: str = ""
    empty: str = ""
    many: bool = False


@dataclass(frozen=True)
class Asked:
    """What somebody asked for; every part is in the address, so that it can be kept and sent on."""

    search: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    order: str = ""
    page: int = 1

    @property
    def filters(self) -> dict[str, str]:
        """The chosen value of each filter."""
        return dict(self.chosen)

    def url(self, **changes: str | None) -> str:
        """The address of the same list with some filters changed (None lets go), from its first page."""
        wanted = {**self.filters, **changes}
        chosen = tuple((name, value) for name, value in wanted.items() if value)
        return replace(self, chosen=chosen, page=1).address

    @property
    def query(self) -> str:
        """What stands behind the question mark."""
        parts = {"q": self.search, **self.filters, "order": self.order}
        if self.page > 1:
            parts["page"] = str(self.page)
        return urlencode({name: value for name, value in parts.items() if value})

    @property
    def address(self) -> str:
        """As a relative address."""
        return f"?{self.query}"

    def ordered(self, order: str) -> str:
        """The address of it in another order, from its first page."""
        return replace(self, order=order, page=1).address

    def at_page(self, page: int) -> str:
        """The address of another page of it."""
        return replace(self, page=page).address


def asked(given: Mapping[str, str], *, names: tuple[str, ...], orders: Mapping[str, object]) -> Asked:
    """Read an address; what it cannot mean is left out."""
    chosen = ((name, given.get(name, "").strip()[:LONGEST_SEARCH]) for name in names)
    page, order = given.get("page", ""), given.get("order", "")
    return Asked(
        search=given.get("q", "").strip()[:LONGEST_SEARCH],
        chosen=tuple((name, value) for name, value in chosen if value),
        order=order if order in orders else "",
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )
