"""The forms of a call at the fake Twilio: what is posted to the product, what the API shows, what TwiML says."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from demo.twilio.ledger import Call


def fields_of(account: str, call: Call, status: str) -> dict[str, str]:
    """What every callback of a call holds."""
    return {
        "Called": call.recipient, "To": call.recipient, "Caller": call.sender, "From": call.sender,
        "CallSid": call.sid, "CallStatus": status, "Direction": "outbound-api", "ApiVersion": "2010-04-01",
        "AccountSid": account, "ToCountry": "GB", "FromCountry": "GB", "ToCity": "",
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


def heard(twiml: str) -> tuple[str, str, int]:
    """What is said, where a key goes (empty: the call ends), and how long one is waited for."""
    try:
        root = ElementTree.fromstring(twiml)  # noqa: S314 (our own product on loopback)
    except ElementTree.ParseError:
        return "An application error: no TwiML.", "", 0
    gather = root.find("Gather")
    words = " ".join("".join(say.itertext()).strip() for say in root.iter("Say"))
    if gather is None:
        return words, "", 0
    return words, gather.get("action", ""), int(gather.get("timeout", "5"))
