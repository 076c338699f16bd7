"""Numbers of rows as addresses and forms give them; digits of other scripts and endless ones are none."""

from collections.abc import Iterable

LONGEST = 18  # digits; one more and the database's largest number may be too small


def is_number(text: str) -> bool:
    """Whether this can be the number of a row."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST


def numbers(given: Iterable[object]) -> list[int]:
    """Those among them that can be the number of a row, in their order."""
    return [int(text) for text in map(str, given) if is_number(text)]
