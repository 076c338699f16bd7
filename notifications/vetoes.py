"""The register of those who may still stop a message just before it leaves.

Minutes can lie between writing a message and sending it. Rooms above register a veto for a kind of message; it
answers with the reason why the message is no longer wanted at this moment, or with an empty string.
"""

from collections.abc import Callable
from datetime import datetime

from notifications.models import Delivery

Veto = Callable[[Delivery, datetime], str]
_vetoes: dict[str, Veto] = {}


def register(kind: str, veto: Veto) -> None:
    """Ask this one before a delivery of that kind. Raises ValueError when two want to decide about one kind."""
    if _vetoes.setdefault(kind, veto) is not veto:
        raise ValueError(f"Two vetoes about {kind!r}")


def reason_against(delivery: Delivery, *, at: datetime) -> str:
    """Why the message must not leave any more; empty when it may."""
    veto = _vetoes.get(delivery.kind)
    return veto(delivery, at) if veto else ""
