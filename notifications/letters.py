"""A mail as it is seen: the plain words, and the same words as HTML made from them.

Nobody writes HTML: paragraphs, addresses and what is to be passed on are recognised in the text; an address on a line
of its own becomes a button.
"""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.queries import company
from notifications.looks import BAD, GOOD, PLAIN
from notifications.models import Delivery

FENCE = "----------"
SIGNATURE = "-- "
# Nothing odd: a placeholder in brackets is text.
_ADDRESS = re.compile(r"https?://[\w.:-]+(/[^\s<>\[\]{}]*)?")
LOOKS = {"page": BAD, "initial": BAD, "update": BAD, "correction": BAD, "all_clear": GOOD}


@dataclass(frozen=True)
class Part:
    """A paragraph, or lines to pass on; `address` when a paragraph ends with a line that is nothing but a link."""

    lines: tuple[str, ...]
    fenced: bool = False
    address: str = ""


def is_letter(delivery: Delivery) -> bool:
    """Whether it leaves as HTML, too."""
    return delivery.channel == "email"


def with_way_out(delivery: Delivery, url: str) -> str:
    """The plain words, and under them how to get no more of them."""
    if not url:
        return delivery.body
    with override(delivery.language):
        return f"{delivery.body.rstrip()}\n\n{_('No more such mails:')} {url}\n"


def html_of(delivery: Delivery, url: str) -> str:
    """The letter as HTML."""
    body, signature = _split(delivery.body)
    with override(delivery.language):
        context = {
            "company": company().name,
            "language": delivery.language,
            "title": delivery.title,
            "word": _word(delivery.kind),
            "look": LOOKS.get(delivery.kind, PLAIN),
            "parts": _without(parts_of(body), delivery.title),
            "press": _("Answer") if delivery.kind == "page" else _("Open"),
            "signature": signature,
            "way_out": url,
        }
        return render_to_string("notifications/letter.html", context)


def parts_of(body: str) -> list[Part]:
    """The paragraphs of a text, and what stands between two fences."""
    parts: list[Part] = []
    lines: list[str] = []
    fenced = False
    for line in [*body.splitlines(), ""]:
        if line.strip() == FENCE or (not line.strip() and not fenced):
            if lines:
                parts.append(_part(lines, fenced))
            lines, fenced = [], fenced ^ (line.strip() == FENCE)
        else:
            lines.append(line)
    if lines:
        parts.append(_part(lines, fenced))
    return parts


def _without(parts: list[Part], title: str) -> list[Part]:
    """The title stands above them already."""
    return parts[1:] if parts and parts[0] == Part((title,)) else parts


def _part(lines: list[str], fenced: bool) -> Part:
    last = lines[-1].strip()
    if fenced or not _ADDRESS.fullmatch(last):
        return Part(tuple(lines), fenced)
    return Part(tuple(lines[:-1]), address=last)


def _split(body: str) -> tuple[str, list[str]]:
    """What is said, and the lines after the mark of a signature."""
    said, mark, signature = body.partition(f"\n{SIGNATURE}\n")
    return said, [line for line in signature.splitlines() if line.strip()] if mark else []


def _word(kind: str) -> str:
    """The kind of news in a word; empty where the title says it all."""
    words = {
        "initial": _("News of an incident"),
        "update": _("How it stands"),
        "all_clear": _("Solved"),
        "correction": _("Correction"),
        "rfo": _("What happened"),
        "false_alarm": _("False alarm"),
        "page": _("Page"),
    }
    return words.get(kind, "")
