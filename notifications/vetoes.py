"""The register of those who may still stop a message just before it leaves.

Minutes can lie between writing a message and sending it. Rooms above register a veto for a kind of message; it
answers with the reason why the message is no longer wanted at this moment, or with an empty string.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from notifications.models import Delivery

Veto = Callable[[Delivery, datetime], str]
# The same for several at once: the reasons by the deliveries' ids.
VetoOfMany = Callable[[Sequence[Delivery], datetime], dict[int, str]]
_vetoes: dict[str, Veto] = {}
_of_many: dict[str, VetoOfMany] = {}


def register(kind: str, veto: Veto, of_many: VetoOfMany | None = None) -> None:
    """Ask this one before a delivery of that kind; `of_many` spares asking one by one.

    Raises ValueError when two want to decide about one kind.
    """
    if _vetoes.setdefault(kind, veto) is not veto:
        raise ValueError(f"Two vetoes about {kind!r}")
    if of_many:
        _of_many[kind] = of_many


def reason_against(delivery: Delivery, *, at: datetime) -> str:
    """Why the message must not leave any more; empty when it may."""
    veto = _vetoes.get(delivery.kind)
    return veto(delivery, at) if veto else ""


def reasons_against(deliveries: Iterable[Delivery], *, at: datetime) -> dict[int, str]:
    """The same for several, by their ids; those that may leave are left out."""
    found: dict[int, str] = {}
    together: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        if delivery.kind in _of_many:
            together.setdefault(delivery.kind, []).append(delivery)
        else:
            found[delivery.pk] = reason_against(delivery, at=at)
    for kind, alike in together.items():
        found |= _of_many[kind](alike, at)
    return {pk: reason for pk, reason in found.items() if reason}
