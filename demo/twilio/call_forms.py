"""The forms of a call at the fake Twilio: what is posted to the product, what the API shows, what TwiML says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from demo.twilio.ledger import Call


def fields_of(account: str, call: Call, status: str) -> dict[str, str]:
    """What every callback of a call holds."""
    return {
        "Called": call.recipient, "To": call.recipient, "Caller": call.sender, "From": call.sender,
        "CallSid": call.sid, "CallStatus": status, "Direction": call.direction, "ApiVersion": "2010-04-01",
        "AccountSid": account, "ToCountry": "GB", "FromCountry": "GB", "ToCity": "",
        **({"ParentCallSid": call.parent} if call.parent else {}),
    }  # fmt: skip


def resource_of(account: str, call: Call) -> dict[str, Any]:
    """A call as Twilio's API shows it."""
    return {
        "sid": call.sid, "account_sid": account, "api_version": "2010-04-01", "to": call.recipient,
        "from": call.sender, "status": call.status, "direction": "outbound-api", "answered_by": None,
        "date_created": None, "date_updated": None, "start_time": None, "end_time": None, "duration": None,
        "price": None, "price_unit": "USD", "parent_call_sid": None, "phone_number_sid": "", "annotation": None,
        "caller_name": None, "forwarded_from": None, "group_sid": None, "queue_time": "0", "trunk_sid": None,
        "to_formatted": call.recipient, "from_formatted": call.sender, "subresource_uris": {},
        "uri": f"/2010-04-01/Accounts/{account}/Calls/{call.sid}.json",
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """What is said, where a key goes (empty: none is asked for), how long one is waited for, and whether it parts."""

    words: str
    gather: str = ""
    timeout: int = 0
    parts: bool = False


def heard(twiml: str) -> Heard:
    """What a phone that was rung hears."""
    try:
        root = ElementTree.fromstring(twiml)  # noqa: S314 (our own product on loopback)
    except ElementTree.ParseError:
        return Heard("An application error: no TwiML.", parts=True)
    gather = root.find("Gather")
    words = " ".join(words_of(say) for say in root.iter("Say"))
    if gather is None:
        return Heard(words, parts=root.find("Hangup") is not None)
    return Heard(words, gather.get("action", ""), int(gather.get("timeout", "5")))


def words_of(element: ElementTree.Element) -> str:
    """The text of an element."""
    return "".join(element.itertext()).strip()
