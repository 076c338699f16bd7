"""What stands around the forms of subscribers: the page they belong to, in the language of the reader."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from statuspage.models import StatusPage, Subscriber
from statuspage.published import presenting
from statuspage.published.addressing import Root, addresses
from statuspage.published.languages import HTML_CODES, NAMES, default_language
from statuspage.readers.admitting import below
from statuspage.subscribing import access
from statuspage.subscribing.sides import Side, default_side, side_of


@dataclass(frozen=True)
class Front:
    """A page as its subscribers see it in forms. `below` is where it begins; not `is_open`: nothing of it is named."""

    side: Side
    below: str
    language: str
    reader: str = ""
    is_open: bool = True

    @property
    def components(self) -> list[tuple[str, str]]:
        """Id and name of each that the page names."""
        return [(one["id"], one["name"]) for one in self.side.document["components"]] if self.is_open else []

    @property
    def form_url(self) -> str:
        """Where somebody subscribes."""
        return f"{self.below}{self.language}/subscribe/"


def of_default(language: str) -> Front:
    """The default page, in a language or in its own."""
    side = default_side()
    return Front(side, reverse("status:page"), language or default_language(side.document))


def of_page(request: HttpRequest, page: StatusPage, language: str, reader: str, *, at: datetime) -> Front:
    """Any page, for whoever may read it."""
    side = side_of(page, at=at)
    return Front(side, below(request, page.slug), language or default_language(side.document), reader)


def of_subscriber(row: Subscriber, *, at: datetime) -> Front:
    """The page of a subscriber in her language; the default one where hers is not open to her any more."""
    default = of_default(row.language)
    if row.page is None:
        return default
    if not access.is_open_to(row, at=at):
        return replace(default, is_open=False)
    root = reverse("status:of:page", args=[row.page.slug])
    return Front(side_of(row.page, at=at), root, row.language, row.reader)


def shown(template: str, front: Front, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page of a subscriber, in the language that is active. Kept by no cache and found by no search."""
    where = addresses(Root(front.below, front.side.root), front.side.document, language=front.language)
    page = {
        **presenting.frame(front.side.document, where),
        "language": HTML_CODES[front.language],
        "others": (),
        "same": (),
        "form_url": front.form_url,
        "code_url": f"{reverse('status:page')}{front.language}/subscribe/code/",
        **more,
    }
    content = render_to_string(f"statuspage/subscribe/{template}.html", {"page": page})
    return HttpResponse(content, status=status, headers={"X-Robots-Tag": "noindex"})


def in_each_language(front: Front) -> tuple[tuple[str, str, str], ...]:
    """The form in the other languages: code, name, address."""
    others = (code for code in NAMES if code != front.language)
    return tuple((code, NAMES[code], f"{front.below}{code}/subscribe/") for code in others)
