"""Where the parts of one page are: below its root, each further language below its code. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from statuspage.published.document import Document
from statuspage.published.languages import NAMES, about
from statuspage.published.presenting import OTHERS, Addresses


@dataclass(frozen=True)
class Root:
    """`below` is how the page's root is reached from where it is asked; `whole` its address for feeds and programs."""

    below: str
    whole: str


def addresses(root: Root, document: Document, *, language: str = "", tail: str = "") -> Addresses:
    """The addresses as a page in this language writes them; `tail` is what that page itself is called."""
    languages = [str(code) for code in about(document)["languages"]]
    spoken = language or languages[0]
    there = {code: root.below if code == languages[0] else f"{root.below}{code}/" for code in languages}
    home = there.get(spoken, root.below)
    return Addresses(
        home=home,
        history=f"{home}history/",
        feed=f"{root.below}history.atom",
        rss=f"{root.below}history.rss",
        story=lambda public_id: f"{home}incidents/{public_id}/",
        language=spoken,
        same=tuple((code, NAMES[code], f"{place}{tail}") for code, place in there.items()),
        look=lambda name: f"{root.below}look/{name}",
    )


def whole_address(slug: str, domain: str | None, *, is_default: bool, base: str) -> str:
    """A page's own address without a slash at the end: its domain, or below that of the default page."""
    if domain:
        return f"{urlsplit(base).scheme}://{domain}"
    return base if is_default else f"{base}/{OTHERS}{slug}"
