"""Subscribers as a table, brought in and taken out. Whoever brings some in says that they agreed to it elsewhere."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Language
from accounts.refusals import Invalid
from statuspage.models import Component, StatusPage, Subscriber
from statuspage.subscribing import addresses

HEADS = (
    "page",
    "channel",
    "address",
    "contact",
    "components",
    "language",
    "zone",
    "state",
    "reason",
    "since",
)
A_PART = 1000
MOST = 200_000
SHOWN = 50
NO_TEXT = "This is no text in UTF-8. Save the table as CSV (UTF-8)."
NO_TABLE = "This is no table: look for a quotation mark that nothing closes."
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Brought:
    """What came of a file: how many are new, how many were there, and what is wrong with which line."""

    new: int = 0
    known: int = 0
    wrong: list[str] = field(default_factory=list)


class _Echo:
    def write(self, line: str) -> str:
        """A line as the writer made it."""
        return line


def lines() -> Iterator[str]:
    """All subscribers as CSV, read in pieces. A spreadsheet would run what begins like a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEADS)
    rows = Subscriber.objects.select_related("page").prefetch_related("components").order_by("pk")
    for row in rows.iterator(A_PART):
        names = "" if row.all_components else ";".join(one.name for one in row.components.all())
        since = row.confirmed_at.isoformat() if row.confirmed_at else ""
        cells = [
            row.page.slug if row.page else "",
            row.channel,
            row.address,
            row.contact,
            names,
            row.language,
            row.zone,
            row.state,
            row.reason,
            since,
        ]
        yield writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])


def bring_in(*, content: bytes, agreed: bool, at: datetime) -> Brought:
    """Bring in a file with at least the heading `address`: to the default page, by mail, of all services

    `agreed`: they have agreed elsewhere, so nobody is asked again; those who ended it here stay ended. Without it the
    lines are only checked. Raises Invalid for what is no such file.
    """
    brought, components = Brought(), dict(Component.objects.values_list("name", "pk"))
    pages = _pages()
    part: list[tuple[Subscriber, list[int]]] = []
    for _ in _read(content):
        pass  # what cannot be read to its end is refused before anything of it is kept
    for number, cells in enumerate(_read(content), start=2):
        try:
            page = _page(cells.get("page", ""), pages)
            part.append(_row(cells, components, page, at))
        except ValidationError as wrong:
            brought.wrong.append(f"Line {number}: {' '.join(wrong.messages)}")
        if len(part) >= A_PART:
            _keep(part, brought, agreed)
            part = []
    _keep(part, brought, agreed)
    return brought


def _read(content: bytes) -> Iterator[dict[str, str]]:
    try:
        yield from _lines_of(io.StringIO(content.decode("utf-8-sig"), newline=None))  # all line ends are one
    except UnicodeDecodeError:
        raise Invalid("CSV_TEXT", sentences=[NO_TEXT]) from None
    except csv.Error:
        raise Invalid("CSV_TEXT", sentences=[NO_TABLE]) from None


def _lines_of(text: io.StringIO) -> Iterator[dict[str, str]]:
    heads = text.readline()
    text.seek(0)
    delimiter = "," if heads.count(",") >= heads.count(";") else ";"
    # Not strict, an open quotation would swallow every line after it and be read as one address.
    read = csv.DictReader(text, delimiter=delimiter, strict=True)
    if "address" not in (read.fieldnames or ()):
        raise Invalid("CSV_HEADS", sentences=["The first line must name the columns, one of them “address”."])
    for count, cells in enumerate(read):
        if count >= MOST:
            raise Invalid("CSV_LONG", sentences=[f"More than {MOST:,} lines. Bring them in in parts."])
        yield {
            key: (value or "").strip().removeprefix("'")
            for key, value in cells.items()
            if isinstance(key, str)
        }


def _pages() -> dict[str, int | None]:
    """Pages that anybody may read by their names; whoever reads another one subscribes there herself."""
    found = StatusPage.objects.filter(kind=StatusPage.Kind.PUBLIC).values_list("slug", "pk", "is_default")
    return {"": None, **{slug: None if is_default else pk for slug, pk, is_default in found}}


def _page(slug: str, pages: dict[str, int | None]) -> int | None:
    if slug not in pages:
        raise ValidationError(f"There is no public page called “{slug}”.")
    return pages[slug]


def _row(
    cells: dict[str, str], components: dict[str, int], page: int | None, at: datetime
) -> tuple[Subscriber, list[int]]:
    if any("\0" in text for text in cells.values()):
        raise ValidationError("The character U+0000 cannot be kept.")
    channel = cells.get("channel") or Subscriber.Channel.EMAIL.value
    if channel not in Subscriber.Channel.values:
        raise ValidationError(f"“{channel}” is none of {', '.join(Subscriber.Channel.values)}.")
    names = [name.strip() for name in cells.get("components", "").split(";") if name.strip()]
    if unknown := [name for name in names if name not in components]:
        raise ValidationError(f"There is no service called “{unknown[0]}”.")
    language = cells.get("language") or Language.ENGLISH.value
    row = Subscriber(
        page_id=page,
        channel=channel,
        address=addresses.kept(channel, cells["address"]),
        contact=addresses.mailbox(cells["contact"]) if cells.get("contact") else "",
        all_components=not names,
        language=language if language in Language.values else Language.ENGLISH.value,
        zone=addresses.zone(cells.get("zone", "")),
        state=Subscriber.State.CONFIRMED,
        confirmed_at=at,
        created_at=at,
    )
    return row, [components[name] for name in names]


def _keep(part: list[tuple[Subscriber, list[int]]], brought: Brought, agreed: bool) -> None:
    wanted = {(row.page_id, row.channel, row.address): (row, chosen) for row, chosen in part}
    known = Subscriber.objects.filter(address__in=[address for _, _, address in wanted])
    there = set(known.values_list("page_id", "channel", "address"))
    fresh = [wanted[key] for key in wanted if key not in there]
    brought.new += len(fresh)
    brought.known += len(part) - len(fresh)
    if not agreed or not fresh:
        return
    through = Subscriber.components.through
    with transaction.atomic():
        Subscriber.objects.bulk_create([row for row, _ in fresh], ignore_conflicts=True)
        keys = {
            (one.page_id, one.channel, one.address): one.pk
            for one in Subscriber.objects.filter(address__in=[r.address for r, _ in fresh])
        }
        chosen = [
            through(subscriber_id=keys[row.page_id, row.channel, row.address], component_id=component)
            for row, components in fresh
            for component in components
        ]
        through.objects.bulk_create(chosen, ignore_conflicts=True)
