"""The page in one small picture, for the foot of a site or a readme. Pure."""

from xml.sax.saxutils import escape

from statuspage.published.document import Document
from statuspage.telling.claims import worst
from statuspage.telling.colours import DEGRADED, MAINTENANCE, MAJOR, OPERATIONAL, PARTIAL

# State → words and colour; white on each is readable (4.5 to 1 and better).
LOOKS = {
    OPERATIONAL.name: ("operational", "#1a7f37"),
    MAINTENANCE.name: ("maintenance", "#0b5cad"),
    DEGRADED.name: ("degraded", "#8a6100"),
    PARTIAL.name: ("partial outage", "#b35900"),
    MAJOR.name: ("major outage", "#b3261e"),
}
UNKNOWN = ("unknown", "#57606a")
LEFT, PER_LETTER, PADDING = 50, 7, 16


def badge(document: Document) -> str:
    """An SVG without script and style."""
    state = document.get("state") or worst(one["state"] for one in document["components"])
    words, colour = LOOKS[state] if document["published_at"] else UNKNOWN
    right = len(words) * PER_LETTER + PADDING
    text = 'font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" fill="#fff" text-anchor="middle"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + right}" height="20" role="img" '
        f'aria-label="status: {escape(words)}"><title>status: {escape(words)}</title>'
        f'<rect width="{LEFT + right}" height="20" rx="3" fill="#444c56"/>'
        f'<rect x="{LEFT}" width="{right}" height="20" rx="3" fill="{colour}"/>'
        f'<g {text}><text x="{LEFT / 2:g}" y="14">status</text>'
        f'<text x="{LEFT + right / 2:g}" y="14">{escape(words)}</text></g></svg>'
    )
