"""Decides how words fit into a text message: plain punctuation where that saves segments, cut between words.

One character outside the GSM 7-bit alphabet halves what a segment holds (160 to 70 characters), and most such
characters are only typography: curly quotes, dashes, no-break spaces.
"""

import math

SMS_LIMIT = 1600
"""What the provider takes in one request, counted in UTF-16 units."""

ELLIPSIS = "..."

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
_GSM7 = frozenset(_BASIC + _EXTENDED)
_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2022": "-",
        "\u00d7": "x",
        "\u2192": "->",
        "\t": " ",
        "\u200b": "",
        "\ufeff": "",
    }
)


def plain(text: str) -> str:
    """The same words without the typography that costs segments. Letters of any script stay as they are."""
    return text.translate(_PLAIN).replace("\x00", "")


def is_gsm7(text: str) -> bool:
    return _GSM7.issuperset(text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def segments(text: str) -> int:
    """How many messages the network will carry this as."""
    if is_gsm7(text):
        length, single, joined = len(text) + sum(text.count(mark) for mark in _EXTENDED), 160, 153
    else:
        length, single, joined = _units(text), 70, 67
    return 1 if length <= single else math.ceil(length / joined)


def fit_sms(text: str, *, limit: int = SMS_LIMIT) -> str:
    """The text in plain punctuation, cut on a word boundary and marked with `...` when it is too long."""
    words = plain(text).strip()
    if _units(words) <= limit:
        return words
    room = limit - len(ELLIPSIS)
    head = words[:room]
    while _units(head) > room:
        head = head[: len(head) - max(1, (_units(head) - room) // 2)]
    cut_inside_word = not words[len(head)].isspace()
    boundary = max(head.rfind(" "), head.rfind("\n"))
    if cut_inside_word and boundary > 0:
        head = head[:boundary]
    return head.rstrip() + ELLIPSIS
