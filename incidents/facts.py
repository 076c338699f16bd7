"""Questions that guards ask of higher rooms: each room registers a provider for its facts."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

Provider = Callable[[Sequence[int]], Mapping[int, Any]]

# Name → what an incident without an answer counts as.
QUESTIONS: dict[str, Any] = {
    "status_page_published": False,  # statuspage: published in this episode
    "all_clear_on_status_page": False,  # statuspage
    "all_clear_by": "",  # statuspage: key of who published the all-clear
    "page_line": "",  # statuspage: what customers see now, for pages ("status page green, 6 min")
    "next_update_at": None,  # statuspage: when the public reads the next word
    "public_components": (),  # statuspage: names and states of the components that its newest word speaks of
    "read_in_a_letter": MappingProxyType({}),  # statuspage: who subscribed and read the newest word, and when
    "promised_at": None,  # statuspage: until when the public was promised the next word
    "responder_ack": False,  # oncall: a responder acknowledged in this episode
    "paged": frozenset(),  # oncall: ids of the users paged
    "kb_linked": False,  # kb
    "kb_waiver": "",  # kb
    "first_alert_at": None,  # alerts: when the first alert was received
    "signals": frozenset(),  # alerts: the names of its alerts
}
_providers: dict[str, Provider] = {}


def provide(name: str, provider: Provider) -> None:
    """Register who answers a question. A provider answers for many incident ids in one query.

    Raises LookupError for a question nobody asks, ValueError when it is answered twice.
    """
    if name not in QUESTIONS:
        raise LookupError(f"No guard asks {name!r}")
    if _providers.setdefault(name, provider) is not provider:
        raise ValueError(f"{name!r} is answered twice")


def missing() -> list[str]:
    """Questions without a provider: a mistake in how the rooms were put together."""
    return sorted(set(QUESTIONS) - set(_providers))


def ask(name: str, incident_ids: Sequence[int]) -> dict[int, Any]:
    """The answer for each of the incidents."""
    answers = _providers[name](incident_ids) if name in _providers else {}
    return {number: answers.get(number, QUESTIONS[name]) for number in incident_ids}


def ask_one(name: str, incident_id: int) -> Any:
    """The answer for one incident."""
    return ask(name, [incident_id])[incident_id]
