"""What the demo's phones show, learned from the fake Twilio over HTTP and from nowhere else."""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from demo.people import PEOPLE, Person, named

_SECONDS = 3
_REPLY_SECONDS = 20
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class UnableToReachNetwork(Exception):
    """The fake Twilio does not answer."""


class NoSuchCall(Exception):
    """The call is over, or waits for no key."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text message as a phone shows it; `mine` was written on this phone."""

    body: str
    at: datetime
    mine: bool
    status: str


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """One call as a phone shows it; `keys` can be pressed while `waits`. `mine` was dialled on this phone."""

    at: datetime
    status: str
    said: str
    waits: bool
    keys: tuple[str, ...]
    mine: bool = False
    records: bool = False
    bridged: bool = False

    @property
    def rings(self) -> bool:
        return not self.mine and self.status in ("queued", "initiated", "ringing")

    @property
    def is_over(self) -> bool:
        return not self.rings and self.status != "in-progress"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number, whose it is, its conversation, and its newest call."""

    number: str
    person: Person | None
    bubbles: tuple[Bubble, ...]
    call: PhoneCall | None = None

    @property
    def digits(self) -> str:
        return self.number.lstrip("+")

    @property
    def owner(self) -> str:
        return self.person.name if self.person else "Somebody else"

    @property
    def first_at(self) -> datetime | None:
        """When it rang for the first time."""
        moments = [bubble.at for bubble in self.bubbles[:1]] + ([self.call.at] if self.call else [])
        return min(moments, default=None)

    @property
    def last(self) -> tuple[Bubble, ...]:
        """The end of the conversation, as much as a small screen shows."""
        return self.bubbles[-4:]


def revision() -> int:
    """Counts up with everything that happens on the network."""
    return int(_ask("/_fake/numbers")["revision"])


def phones() -> list[Phone]:
    """Every phone of the cast, and every other number that was written to."""
    by_number: dict[str, list[Bubble]] = {person.phone: [] for person in PEOPLE}
    found = _ask("/_fake/messages")
    for text in found["messages"]:
        by_number.setdefault(_phone_of(text), []).append(_bubble(text))
    calls = {_number_of(call): _call(call) for call in found["calls"]}  # of several the newest stays
    for number in calls:
        by_number.setdefault(number, [])
    return [
        Phone(number, named(number), tuple(said), calls.get(number)) for number, said in by_number.items()
    ]


def phone(number: str) -> Phone:
    """One phone; empty when nobody has written to it."""
    query = urllib.parse.urlencode({"phone": number})
    found = _ask(f"/_fake/messages?{query}")
    call = _call(found["calls"][-1]) if found["calls"] else None
    return Phone(number, named(number), tuple(_bubble(text) for text in found["messages"]), call)


def reply(number: str, body: str) -> int:
    """Answer from that phone; the HTTP status that the product gave the network."""
    asked = json.dumps({"from": number, "body": body}).encode()
    return int(_ask("/_fake/reply", asked, seconds=_REPLY_SECONDS)["status"])


def act(number: str, what: str, key: str = "") -> None:
    """Pick up, press a key, hang up, dial our number or speak on tape on that phone.

    Raises UnableToReachNetwork and NoSuchCall.
    """
    asked = json.dumps({"from": number, "act": what, "key": key}).encode()
    _ask("/_fake/call", asked, seconds=_REPLY_SECONDS)


def _phone_of(text: dict[str, Any]) -> str:
    number = str(text["recipient"] if text["direction"] == "outbound" else text["sender"])
    return number.removeprefix("whatsapp:")


def _bubble(text: dict[str, Any]) -> Bubble:
    at = datetime.fromisoformat(text["at"])
    return Bubble(text["body"], at, text["direction"] == "inbound", text["status"])


def _number_of(call: dict[str, Any]) -> str:
    return str(call["sender"] if call["direction"] == "inbound" else call["recipient"])


def _call(call: dict[str, Any]) -> PhoneCall:
    at, said = datetime.fromisoformat(call["at"]), call["said"][-1] if call["said"] else ""
    return PhoneCall(
        at,
        call["status"],
        said,
        bool(call["gather"]),
        tuple(call["keys"]),
        mine=call["direction"] == "inbound",
        records=call["waits"] == "record",
        bridged=call["bridged"],
    )


def _ask(path: str, body: bytes | None = None, *, seconds: int = _SECONDS) -> dict[str, Any]:
    url = settings.TWILIO_BASE_URL.rstrip("/") + path
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310
    try:
        with _opener.open(request, timeout=seconds) as answer:
            found: dict[str, Any] = json.loads(answer.read())
            return found
    except urllib.error.HTTPError as refusal:
        raise NoSuchCall(str(refusal)) from refusal
    except (OSError, ValueError) as error:
        raise UnableToReachNetwork(str(error)) from error
