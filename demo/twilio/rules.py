"""What Twilio would answer to a request: its documented test numbers, limits and error bodies."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

BAD_RECIPIENTS = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
BAD_SENDERS = {
    "+15005550001": 21212,
    "+15005550007": 21606,
    "+15005550008": 21611,
}
WORDS = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    21205: "Url is not a valid URL",
    21211: "Invalid 'To' Phone Number",
    21212: "Invalid From Number (caller ID)",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number is not a valid, SMS-capable inbound phone number for your account.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21612: "The 'To' phone number is not currently reachable using the 'From' phone number via SMS",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
}
_STATUS = {20003: 401, 20404: 404, 20429: 429, 20500: 500, 21611: 429}
STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})
BODY_LIMIT = 1600
WHATSAPP = "whatsapp:"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error as Twilio words it."""

    code: int

    @property
    def status(self) -> int:
        return _STATUS.get(self.code, 400)

    @property
    def body(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": WORDS[self.code],
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def judged(form: Mapping[str, str], *, opted_out: Collection[str]) -> Refusal | None:
    """Why a message is refused, or None. The order is Twilio's: receiver, sender, text."""
    to, sender = (form.get(name, "").removeprefix(WHATSAPP) for name in ("To", "From"))
    body = form.get("Body", "") or form.get("ContentSid", "")
    code = (
        _receiver_error(to, opted_out)
        or (21603 if not sender else BAD_SENDERS.get(sender, 0))
        or (21602 if not body else 0)
        or (21617 if len(body.encode("utf-16-le")) // 2 > BODY_LIMIT else 0)
    )
    return Refusal(code) if code else None


def judged_call(form: Mapping[str, str]) -> Refusal | None:
    """Why a call is refused, or None: STOP is for texts, and what is said comes later."""
    url = form.get("Url", "")
    return judged({**form, "Body": "-"}, opted_out=()) or (None if url else Refusal(21205))


def _receiver_error(to: str, opted_out: Collection[str]) -> int:
    if not to:
        return 21604
    if to in BAD_RECIPIENTS:
        return BAD_RECIPIENTS[to]
    if not (to.startswith("+") and to[1:].isdigit() and 8 <= len(to) <= 16):
        return 21211
    return 21610 if to in opted_out else 0
