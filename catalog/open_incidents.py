"""A question that the customer page asks of a higher room: which open incidents hurt this customer, and what to say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class OpenIncident:
    """One of them. `may_say` are words that are safe outside the house; `next_at` is when the next ones are due."""

    number: int
    reference: str
    title: str
    priority: str
    since_at: datetime
    url: str
    may_say: str
    next_at: datetime | None = None
    restored_at: datetime | None = None


Provider = Callable[[int], Sequence[OpenIncident]]
_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """Register who answers."""
    if provider not in _providers:
        _providers.append(provider)


def hurting(customer_id: int) -> list[OpenIncident]:
    """The open incidents of a customer, the worst first; empty while no room answers."""
    return [one for provider in _providers for one in provider(customer_id)]
