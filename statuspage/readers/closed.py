"""What strangers see instead of a page: whether there is one is not told, and a link may be asked for by mail."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as lazy

from statuspage.published import presenting, publications
from statuspage.published.addressing import Root, addresses
from statuspage.published.languages import HTML_CODES, NAMES
from statuspage.readers.admitting import below

ENGLISH = "en"


class AddressForm(forms.Form):
    """Where the link is sent."""

    email = forms.EmailField(
        label=lazy("Your mail address"),
        error_messages={"invalid": lazy("Write a whole mail address, like ann@example.org.")},
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """In small letters, as it is kept."""
        return str(self.cleaned_data["email"]).lower()


def not_here() -> HttpResponse:
    """There is nothing at this address, of a page that anybody reads."""
    return _answer("closed", _frame(), status=404)


def closed(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """What is not there and what is not for the reader look the same: not even that a page exists is told."""
    spoken = language or spoken_by(request)
    with override(spoken):
        return shown("closed", request, slug, spoken, form=AddressForm(label_suffix=""), status=404)


def shown(
    template: str, request: HttpRequest, slug: str, language: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """A page about coming in, in the language that is active."""
    root = below(request, slug)
    page = {
        **_frame(),
        "language": HTML_CODES[language],
        "others": [
            (code, name, f"{root}{code}/sign-in/") for code, name in NAMES.items() if code != language
        ],
        "same": (),
        "ask_url": f"{root}{language}/sign-in/",
        **more,
    }
    return _answer(template, page, status=status)


def spoken_by(request: HttpRequest) -> str:
    """The language that the reader's browser asks for: that of a page she may not read would tell of the page."""
    code = get_language_from_request(request).partition("-")[0]
    return code if code in NAMES else ENGLISH


def _frame() -> dict[str, Any]:
    document = publications.published()
    where = addresses(Root(reverse("status:page"), settings.STATUS_URL), document)
    return {**presenting.frame(document, where), "sign_in_url": _sign_in()}


def _answer(template: str, page: dict[str, Any], *, status: int) -> HttpResponse:
    """Rendered without the request: no session is opened, nothing about the reader can get in."""
    content = render_to_string(f"statuspage/{template}.html", {"page": page})
    answer = HttpResponse(content, status=status)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _sign_in() -> str:
    """Where staff sign in; nowhere on a server that serves the status page alone."""
    try:
        return resolve_url(settings.LOGIN_URL)
    except NoReverseMatch:
        return ""
