"""Tables: CSV in any of the usual encodings and separators, with headings as people write them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from catalog.imports import columns
from catalog.imports.columns import COLUMNS, NEEDED
from catalog.imports.rows import MOST_ROWS, Read, Row, Unreadable

MOST_CELL = 200_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SEPARATORS = ",;\t|"
_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")

_LISTS = ("segments", "aliases", "members", "days", "holidays", "opt_outs")
_TRUTHS = (
    "top10", "internal", "serves_nobody", "email_verified", "phone_verified", "is_key_contact", "is_24x7",
)  # fmt: skip
_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "oui"})
_NO = frozenset({"no", "n", "false", "0", "nein", "non"})
_WORDS = MappingProxyType(
    {
        "dependency": {
            "1": "wholly",
            "1.0": "wholly",
            "0.5": "in part",
            "full": "wholly",
            "partial": "in part",
        },
        "strength": {"1": "hard", "1.0": "hard", "0.5": "soft"},
    }
)


def read_table(content: bytes, *, kind: str = "") -> Read:
    """The rows of a table. Without `kind` the headings tell what it is. Raises Unreadable."""
    lines = _lines(decoded(content))
    _, head = next(lines, (0, []))
    if not any(cell.strip() for cell in head):
        raise Unreadable("The file is empty. Its first line has to name the columns.")
    kind = kind or kind_of(head)
    names = [_column(cell, kind) for cell in head]
    _refuse_heads(head, names, kind)
    rows = [_row(number, names, cells, kind) for number, cells in lines if any(map(str.strip, cells))]
    if not rows:
        raise Unreadable("Below its headings the file is empty.")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"The file has {len(rows)} rows; split it into files of at most {MOST_ROWS}.")
    ignored = tuple(cell.strip() for cell, name in zip(head, names, strict=True) if not name and cell.strip())
    return Read(kind=kind, rows=rows, ignored=ignored)


def decoded(content: bytes) -> str:
    """The text of a file, whatever wrote it. Raises Unreadable for what is no text."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("This is no text. Save the table as CSV (UTF-8), then choose it again.")


def kind_of(head: list[str]) -> str:
    """What a table is, by its headings. Raises Unreadable when they fit nothing."""
    if kind := columns.kind_of(frozenset(map(plain, head))):
        return kind
    raise Unreadable(
        "The headings fit none of our tables. Customers need “name”; assets “name”, “kind”, “criticality”, “owner”; "
        "who depends on what “customer”, “asset”; what needs what “asset”, “needs”. For the others see which columns "
        "are understood, or say what the file holds."
    )


def plain(heading: str) -> str:
    """Small letters and single spaces: “Account_Manager ” is “account manager”."""
    return " ".join("".join(c if c.isalnum() else " " for c in heading.lower()).split())


def _column(heading: str, kind: str) -> str:
    said = plain(heading)
    exact = (name for name in COLUMNS[kind] if said == plain(name))
    other = (name for name, more in COLUMNS[kind].items() if said in more)
    return next(exact, "") or next(other, "")


def _refuse_heads(head: list[str], names: list[str], kind: str) -> None:
    found = [name for name in names if name]
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise Unreadable(*(f"Two columns mean “{name}”. Keep one." for name in twice))
    missing = [name for name in NEEDED[kind] if name not in found]
    if missing:
        headings = ", ".join(f"“{cell.strip()}”" for cell in head)
        raise Unreadable(
            *(f"There is no column “{name}”, which {kind} need." for name in missing),
            f"The headings are {headings}.",
        )


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(SEPARATORS, key=first.count)
    csv.field_size_limit(1_000_000)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=False)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} cannot be read as a table: {error}.") from error


def _row(number: int, names: list[str], cells: list[str], kind: str) -> Row:
    given: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        text = _unquoted(cell.strip()[:MOST_CELL])
        if name and text:
            given[name] = _value(name, text)
    if len(cells) > len(names):
        given["too_many"] = len(cells) - len(names)
    return Row(number=number, kind=kind, given=given, about=about(kind, given))


def _unquoted(text: str) -> str:
    """Without the sign that keeps a spreadsheet from running what begins like a formula, as our own files have it."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def about(kind: str, given: Mapping[str, Any]) -> str:
    """How people would call a row."""
    if kind == "links":
        ends = (
            given.get("customer") or given.get("customer_group"),
            given.get("asset") or given.get("asset_group"),
        )
        return " needs ".join(str(end or "?") for end in ends)[:300]
    if kind in ("contacts", "terms", "redundancy"):
        whose = given.get("customer") or given.get("partner") or given.get("owner") or "?"
        return f"{given.get('name', '?')}, {whose}"[:300]
    if kind == "dependencies":
        return f"{given.get('asset', '?')} needs {given.get('needs', '?')}"[:300]
    return str(given.get("name", "?"))[:300]


def _value(name: str, text: str) -> Any:
    if name in _LISTS:
        separator = ";" if ";" in text or name == "members" else ","
        return [part.strip() for part in text.split(separator) if part.strip()]
    if name in _WORDS:
        return _WORDS[name].get(text.lower(), text.lower())
    if name in ("tier", "status", "kind", "of"):
        return text.lower().replace(" ", "_")
    if name in _TRUTHS:
        return True if text.lower() in _YES else False if text.lower() in _NO else text
    if name == "arr":
        return text.replace(" ", "").replace("'", "").replace("€", "").replace("$", "").replace("£", "")
    return text
