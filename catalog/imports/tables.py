"""Tables: CSV in any of the usual encodings and separators, with headings as people write them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from catalog.imports.rows import MOST_ROWS, Read, Row, Unreadable

MOST_CELL = 20_000
SEPARATORS = ",;\t|"
_ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")

# Our name of a column, and how else it is headed. Headings are compared in small letters, without signs.
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "customers": {
            "name": ("customer", "company", "account"),
            "tier": ("level", "plan"),
            "status": (),
            "arr": ("value", "value a year", "revenue", "annual recurring revenue"),
            "top10": ("top 10", "key account"),
            "segments": ("segment", "tags"),
            "account_manager": ("manager", "owner", "csm"),
            "partner": ("reseller",),
            "calendar": ("business hours", "hours"),
            "zone": ("time zone", "timezone", "tz"),
            "since_date": ("since", "customer since"),
            "external_id": ("id", "external id", "crm id"),
            "contact_name": ("contact", "contact person"),
            "contact_email": ("email", "e mail", "mail", "contact mail"),
            "contact_phone": ("phone", "telephone"),
        },
        "assets": {
            "name": ("asset", "hostname", "host", "service"),
            "kind": ("type",),
            "criticality": ("critical",),
            "owner_team": ("owner", "team", "owner team"),
            "title": ("label", "description", "display name"),
            "aliases": ("alias", "other names"),
            "likelihood": ("likelihood of failure",),
            "impact_override": ("impact",),
            "environment": ("env", "stage"),
            "location": ("site", "region"),
            "provider": ("vendor",),
            "note": ("notes", "comment"),
            "internal": (),
            "serves_nobody": ("serves nobody",),
            "external_id": ("id", "external id"),
        },
        "links": {
            "customer": ("customer name", "company", "account"),
            "customer_group": ("customer group",),
            "asset": ("asset name", "depends on", "service"),
            "asset_group": ("asset group",),
            "dependency": ("how much", "weight"),
            "function": ("purpose", "for", "used for"),
            "valid_from": ("from", "since"),
            "valid_to": ("to", "until"),
        },
        "dependencies": {
            "asset": ("asset name", "from"),
            "needs": ("depends on", "to", "needed"),
            "strength": ("how much", "weight", "kind"),
        },
    }
)
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "customers": ("name",),
        "assets": ("name", "kind", "criticality"),
        "links": (),
        "dependencies": ("asset", "needs"),
    }
)
_LISTS = ("segments", "aliases")
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
    given = {plain(cell) for cell in head}

    def has(kind: str, *names: str) -> bool:
        return all(given & {name, *COLUMNS[kind][name]} for name in names)

    if has("dependencies", "asset", "needs") and not given & {"customer", "customer name"}:
        return "dependencies"
    if given & {"customer", "customer name", "customer group"} and given & {
        "asset",
        "asset name",
        "asset group",
    }:
        return "links"
    if has("assets", "name", "kind", "criticality"):
        return "assets"
    if has("customers", "name"):
        return "customers"
    raise Unreadable(
        "The headings fit none of our tables. Customers need “name”; assets “name”, “kind”, “criticality”, “owner”; "
        "who depends on what “customer”, “asset”; what needs what “asset”, “needs”."
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
        text = cell.strip()[:MOST_CELL]
        if name and text:
            given[name] = _value(name, text)
    if len(cells) > len(names):
        given["too_many"] = len(cells) - len(names)
    return Row(number=number, kind=kind, given=given, about=about(kind, given))


def about(kind: str, given: Mapping[str, Any]) -> str:
    """How people would call a row."""
    if kind == "links":
        ends = (
            given.get("customer") or given.get("customer_group"),
            given.get("asset") or given.get("asset_group"),
        )
        return " needs ".join(str(end or "?") for end in ends)[:300]
    if kind == "dependencies":
        return f"{given.get('asset', '?')} needs {given.get('needs', '?')}"[:300]
    return str(given.get("name", "?"))[:300]


def _value(name: str, text: str) -> Any:
    if name in _LISTS:
        separator = ";" if ";" in text else ","
        return [part.strip() for part in text.split(separator) if part.strip()]
    if name in _WORDS:
        return _WORDS[name].get(text.lower(), text.lower())
    if name in ("tier", "status", "kind"):
        return text.lower().replace(" ", "_")
    if name in ("top10", "internal", "serves_nobody"):
        return True if text.lower() in _YES else False if text.lower() in _NO else text
    if name == "arr":
        return text.replace(" ", "").replace("'", "").replace("€", "").replace("$", "").replace("£", "")
    return text
