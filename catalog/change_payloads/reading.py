"""What all readers of reports share: the result, JSON of any make, moments in many spellings, links that are safe."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from catalog.change_guards import State

SKEW = timedelta(minutes=5)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_REPLACED = "\ufffd"
_DEEPEST = 60
_ZONE = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")
_DOUBLE_ZONE = re.compile(r"([+-]\d{2}:?\d{2})Z$")


class UnableToRead(Exception):  # an answer to the sender, not a fault of ours
    """Nothing in a report can be used. `errors` are sentences for the sender; `parsed` whether it was JSON at all."""

    def __init__(self, *errors: str, parsed: bool = True) -> None:
        self.errors = list(errors)
        self.parsed = parsed
        super().__init__(" ".join(errors))


@dataclass(frozen=True, kw_only=True)
class Reported:
    """One change as a machine reports it. `names` may be names of assets; `state` says how far it went."""

    what: str
    why: str = ""
    at: datetime | None = None
    state: State = State.IMPLEMENTED
    names: tuple[str, ...] = ()
    external_id: str = ""
    by: str = ""
    link: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ignored:
    """The report is understood, and is no change."""

    why: str


Reading = Reported | Ignored


def json_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object, in any encoding, without characters that the database cannot hold."""
    try:
        found = clean(json.loads(_text(body)))
    except (ValueError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else "not JSON"
        raise UnableToRead(f"The body is {what if body.strip() else 'empty'}.", parsed=False) from error
    if not isinstance(found, dict):
        raise UnableToRead("The body is JSON, but not an object.")
    return found


def _text(body: bytes) -> str:
    """JSON says itself how it is encoded; what it says wrongly is read as UTF-8 with holes."""
    try:
        return body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace")


def clean(value: Any, depth: int = 0) -> Any:
    """Without U+0000, halves of surrogate pairs and numbers that are none; what lies too deep becomes text."""
    if isinstance(value, str):
        return value.replace("\x00", _REPLACED).encode("utf-8", "replace").decode()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    if depth > _DEEPEST and isinstance(value, dict | list):
        return "…"
    if isinstance(value, dict):
        return {clean(key): clean(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [clean(inner, depth + 1) for inner in value]
    return value


def part(of: Any, *path: str) -> dict[str, Any]:
    """An object within an object; empty where there is none."""
    for name in path:
        of = of.get(name) if isinstance(of, dict) else None
    return of if isinstance(of, dict) else {}


def text(of: dict[str, Any], name: str, most: int = 300) -> str:
    """A field as one line of text; a number counts as its digits."""
    value = of.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).split())[:most]


def moment(given: Any) -> datetime | None:
    """The moment that a text or a number of seconds means, in UTC; None for what names none."""
    try:
        if isinstance(given, int | float) and not isinstance(given, bool):
            return datetime.fromtimestamp(given, tz=UTC)
        return _parsed(given.strip()) if isinstance(given, str) else None
    except (ValueError, OverflowError, OSError):
        return None


def _parsed(words: str) -> datetime:
    plain = _DOUBLE_ZONE.sub(r"\1", _ZONE.sub("", words.removesuffix(" UTC")))
    found = datetime.fromisoformat(plain)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def plausible(at: datetime | None, *, received_at: datetime) -> datetime:
    """The moment, unless it cannot be true; then the moment of receipt."""
    if at is None or not EARLIEST <= at <= received_at + SKEW:
        return received_at
    return min(at, received_at)


def web_link(address: Any) -> str:
    """The address if a browser may follow it, else nothing: a report must not bring `javascript:` onto a page."""
    given = address.strip() if isinstance(address, str) else ""
    try:
        parts = urlsplit(given)
    except ValueError:
        return ""
    return given[:2000] if parts.scheme in ("http", "https") and parts.netloc else ""


def names_of(*given: Any) -> tuple[str, ...]:
    """Texts that may name an asset, each once, in the order in which they were given."""
    found: dict[str, None] = {}
    for value in given:
        for name in value if isinstance(value, list) else [value]:
            if isinstance(name, str) and 0 < len(name.strip()) <= 200:
                found[name.strip()] = None
    return tuple(list(found)[:50])
