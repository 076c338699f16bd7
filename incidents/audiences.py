"""The audiences of a plan: who they are in words, by which channels each is reached, and which knows a person best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

STATUS_PAGE = "status_page"
IN_APP = "in_app"
CALL = "manual_call"


@dataclass(frozen=True)
class Audience:
    """One kind of reader. `rank` counts among those outside: the smaller, the better it knows a person."""

    words: str
    channels: tuple[str, ...]
    external: bool = False
    rank: int | None = None
    readers: str = "staff"


_STAFF = ("email", "sms", "voice", "whatsapp", "slack", "teams", "webhook")
_PEOPLE = ("email", "sms", CALL)
AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        "internal_list": Audience("A list of colleagues", (*_STAFF, "chat")),
        "executives": Audience("Executives", _STAFF),
        "account_managers_of_affected": Audience(
            "Account managers of those affected", _STAFF, readers="account_managers"
        ),
        STATUS_PAGE: Audience("Status page", (STATUS_PAGE,), True, readers="everybody"),
        "top10_affected": Audience("Key contacts of the Top 10 affected", _PEOPLE, True, 1, "customers"),
        "customers_high_value_affected": Audience(
            "Customers of high value, badly affected", _PEOPLE, True, 2, "customers"
        ),
        "customers_affected": Audience("Affected customers", _PEOPLE, True, 3, "customers"),
        "partners_affected": Audience("Partners of those affected", _PEOPLE, True, 4, "partners"),
        "customers_all": Audience("All customers", _PEOPLE, True, 5, "customers"),
        "partners_all": Audience("All partners", _PEOPLE, True, 6, "partners"),
        "in_app_users_affected": Audience("Users of those affected, in the application", (IN_APP,), True),
    }
)
CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        STATUS_PAGE: "for everybody to read",
        "email": "mail",
        "sms": "SMS",
        "voice": "call by machine",
        "whatsapp": "WhatsApp",
        "slack": "Slack",
        "teams": "Teams",
        "webhook": "webhook",
        "chat": "chat channel or webhook",
        IN_APP: "in the application",
        CALL: "called by a person",
    }
)
_LAST = 99
# Who is told of the customers of hers that suffer needs no mail that leaves them out.
_INSIDE = ("account_managers_of_affected", "executives", "internal_list")


def is_external(audience: str) -> bool:
    """Whether these are people outside the company."""
    return AUDIENCES[audience].external


def is_of_people(audience: str) -> bool:
    """Whether messages go to persons outside; the page and the application are read by whoever comes."""
    found = AUDIENCES.get(audience)
    return found is not None and found.rank is not None


def rank_of(audience: str) -> int:
    """How well an audience knows its people: most specific first, the unknown last."""
    if audience in _INSIDE:
        return _INSIDE.index(audience)
    found = AUDIENCES.get(audience)
    return _LAST if found is None or found.rank is None else found.rank


def readers_of(audience: str) -> str:
    """For whom the words are written: staff, account managers, customers or partners."""
    return AUDIENCES[audience].readers


def fits(audience: str, channel: str) -> bool:
    """Whether these people can be reached this way."""
    return audience in AUDIENCES and channel in AUDIENCES[audience].channels
