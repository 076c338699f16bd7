"""A mail about an incident as it is seen: the plain words, and the same words as HTML made from them.

Nobody writes HTML: paragraphs and what is to be passed on are recognised in the text. Styles stand at each
element, as mail programs want them; only the dark colours need a style sheet of their own.
"""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.queries import company
from notifications.models import Delivery

KINDS = ("initial", "update", "all_clear", "correction", "rfo", "false_alarm")
FENCE = "----------"
SIGNATURE = "-- "


@dataclass(frozen=True)
class Look:
    """Colours of the kind of news: its bar, and the same on dark ground."""

    bar: str
    dark: str


_BAD, _GOOD, _PLAIN = Look("#b45309", "#f59e0b"), Look("#15803d", "#4ade80"), Look("#334155", "#94a3b8")
LOOKS = {"initial": _BAD, "update": _BAD, "correction": _BAD, "all_clear": _GOOD}


@dataclass(frozen=True)
class Part:
    """A paragraph, or lines to pass on."""

    lines: tuple[str, ...]
    fenced: bool = False


def is_letter(delivery: Delivery) -> bool:
    """Whether it leaves as HTML, too."""
    return delivery.channel == "email" and delivery.kind in KINDS


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
            "look": LOOKS.get(delivery.kind, _PLAIN),
            "parts": parts_of(body),
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
                parts.append(Part(tuple(lines), fenced))
            lines, fenced = [], fenced ^ (line.strip() == FENCE)
        else:
            lines.append(line)
    if lines:
        parts.append(Part(tuple(lines), fenced))
    return parts


def _split(body: str) -> tuple[str, list[str]]:
    """What is said, and the lines after the mark of a signature."""
    said, mark, signature = body.partition(f"\n{SIGNATURE}\n")
    return said, [line for line in signature.splitlines() if line.strip()] if mark else []


def _word(kind: str) -> str:
    """The kind of news in a word."""
    return {
        "initial": _("News of an incident"),
        "update": _("How it stands"),
        "all_clear": _("Solved"),
        "correction": _("Correction"),
        "rfo": _("What happened"),
        "false_alarm": _("False alarm"),
    }[kind]
