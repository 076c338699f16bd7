"""What every page knows before its view speaks: the moment, the reader's zone, the company, where to go."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import queries as people
from accounts.access import opens_to
from accounts.models import User
from accounts.roles import Role
from catalog import ways as catalog
from storm.live.tickets import address_for

# Words in the bar, name of the URL, letter behind `g`. One whose URL is not there is not shown.
DESTINATIONS = (
    ("Incidents", "incidents:list", "i"),
    ("On call", "oncall:now", "o"),
    ("Support", "seat:seat", "u"),
    ("Catalog", "catalog:customers", "c"),
    ("Knowledge base", "kb:list", "k"),
    ("Status page", "statuspage:overview", "s"),
)
DEMO_DESTINATIONS = (("Phones", "demo:phones", "p"), ("Mail", "demo:mail", "m"))

Provider = Callable[[HttpRequest], Any]
_providers: dict[str, Provider] = {}


@dataclass(frozen=True)
class Destination:
    """One way to go, as the bar shows it."""

    words: str
    url: str
    key: str
    current: bool


def register(name: str, provider: Provider) -> None:
    """Let a query fill one name on every page.

    `alarm` is the most urgent open P1 or None, with number, title, since_at and url.
    """
    _providers[name] = provider


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Queries run when a template first asks for their answer, and once a page."""
    demo = settings.STORM_DEMO
    return {
        "now": timezone.now(),
        "demo": demo,
        "destinations": _destinations(request, demo),
        "company": lambda: people.company().name,
        "zone": lambda: getattr(getattr(request, "user", None), "zone", "UTC"),
        "live": lambda: _live(request),
        "may_see_providers": lambda: opens_to(
            reverse("notifications:providers"), getattr(request, "user", None)
        ),
        "alarm": None,
        "demo_accounts": _demo_accounts,
        **{name: _once(provider, request) for name, provider in _providers.items()},
    }


def _live(request: HttpRequest) -> str:
    """Where this page hears of changes."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return ""
    return address_for(user.pk, url=settings.LIVE_URL, secret=settings.SECRET_KEY)


def _demo_accounts() -> list[dict[str, str]]:
    """Whom a newcomer may be; asked by the sign-in page alone, empty where demo mode is off."""
    if not settings.STORM_DEMO:
        return []
    return [
        {
            "name": str(user),
            "role": ", ".join(Role(role).label for role in user.roles),
            "username": user.username,
            "password": settings.STORM_DEMO_PASSWORD,
        }
        for user in people.holders(*Role.values)
    ]


def _once(provider: Provider, request: HttpRequest) -> Callable[[], Any]:
    answers: list[Any] = []

    def ask() -> Any:
        if not answers:
            answers.append(provider(request))
        return answers[0]

    return ask


def _destinations(request: HttpRequest, demo: bool) -> list[Destination]:
    found, path = [], request.path
    user = getattr(request, "user", None)
    for words, name, key in DESTINATIONS + (DEMO_DESTINATIONS if demo else ()):
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if getattr(user, "is_authenticated", False) and not opens_to(url, user):
            continue
        found.append(Destination(words, url, key, _is_here(path, name, url)))
    return found


def _is_here(path: str, name: str, url: str) -> bool:
    """Whether a page belongs to a way of the bar; the ways of the catalog begin with many words."""
    if name == "catalog:customers":
        return catalog.is_here(path)
    return path.startswith(url) if url != "/" else path == "/" or path.startswith("/incidents")
