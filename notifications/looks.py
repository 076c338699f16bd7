"""The colours of a mail by the kind of its news. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Its bar, and the same on dark ground."""

    bar: str
    dark: str


BAD, GOOD, PLAIN = Look("#b45309", "#f59e0b"), Look("#15803d", "#4ade80"), Look("#334155", "#94a3b8")
