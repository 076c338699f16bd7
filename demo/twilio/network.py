"""Decides what the fake Twilio does with a message, a reply or a change of mood; `server` speaks HTTP."""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from demo.twilio.call_forms import resource_of
from demo.twilio.callbacks import Callbacks
from demo.twilio.calls import Switchboard
from demo.twilio.exchange import Exchange
from demo.twilio.ledger import Call, Ledger, Text, now
from demo.twilio.rules import START_WORDS, STOP_WORDS, Refusal, judged, judged_call

MOODS = {
    "ok": "takes every message and calls back",
    "500": "answers 500 and takes nothing",
    "429": "answers 429 and takes nothing",
    "silent": "takes every message, never calls back",
    "held": "takes every message, but answers and calls back only when its mood is set again",
    "lying": "takes every message and calls back, but answers 500",
    "hang": "takes nothing and never answers",
    "slow": "takes every message and calls back, but answers after three seconds",
    "stammering": "takes every message and calls back twice, in the wrong order",
}
_REFUSING = {"500": 20500, "429": 20429}
_HANG_SECONDS = 20.0
_SLOW_SECONDS = 3.0
_STAMMERED = ("delivered", "queued", "sent", "delivered", "sent")


class HungUp(Exception):
    """The line stays silent; no answer is sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]


class Network:
    """One account with one number; phones are whatever numbers are written to."""

    def __init__(
        self,
        ledger: Ledger,
        callbacks: Callbacks,
        *,
        account_sid: str,
        number: str,
        reply_url: str,
        patience: float = 1.0,
    ) -> None:
        self.ledger, self.callbacks = ledger, callbacks
        self.switchboard = Switchboard(ledger, callbacks, patience=patience)
        calls_url = reply_url.removesuffix("/sms") + "/calls"
        self.exchange = Exchange(ledger, callbacks, self.switchboard, url=calls_url, patience=patience)
        self.closing = threading.Event()
        self._account_sid, self._number, self._reply_url = account_sid, number, reply_url
        self._mood, self._mood_left = "ok", 0
        self._mood_set = threading.Event()
        self._lock = threading.Lock()

    def set_mood(self, mood: str, count: int = 0) -> None:
        """Behave so for the next `count` requests, or until told otherwise."""
        if mood not in MOODS:
            raise ValueError(f"mood must be one of {', '.join(MOODS)}")
        with self._lock:
            self._mood, self._mood_left = mood, count
            self._mood_set.set()
            self._mood_set = threading.Event()

    def take(self, form: Mapping[str, str]) -> Answer:
        """POST …/Messages.json. The message is on disk before the answer is given."""
        mood, set_again = self._next_mood()
        if mood == "hang":
            self.ledger.add_refusal(form, mood)
            self.closing.wait(_HANG_SECONDS)
            raise HungUp
        refusal = (
            Refusal(_REFUSING[mood]) if mood in _REFUSING else judged(form, opted_out=self.ledger.opted_out)
        )
        if refusal:
            self.ledger.add_refusal(form, str(refusal.code))
            return Answer(refusal.status, refusal.body)
        text = self._outbound(form)
        self.ledger.add(text)
        if mood == "held":
            set_again.wait(_HANG_SECONDS)
        if mood == "stammering":
            self.callbacks.report_soon(text, _STAMMERED)
        elif mood != "silent":
            self.callbacks.report_soon(text)
        if mood == "slow":
            self.closing.wait(_SLOW_SECONDS)
        if mood == "lying":
            return Answer(500, Refusal(20500).body)
        return Answer(201, self.resource(text))

    def call(self, form: Mapping[str, str]) -> Answer:
        """POST …/Calls.json, in the same moods."""
        mood, _ = self._next_mood()
        if mood == "hang":
            self.closing.wait(_HANG_SECONDS)
            raise HungUp
        refusal = Refusal(_REFUSING[mood]) if mood in _REFUSING else judged_call(form)
        if refusal:
            self.ledger.add_refusal(form, str(refusal.code))
            return Answer(refusal.status, refusal.body)
        call = self.switchboard.dial(form)
        return (
            Answer(500, Refusal(20500).body)
            if mood == "lying"
            else Answer(201, resource_of(self._account_sid, call))
        )

    def dial(self, caller: str, number: str = "") -> dict[str, Any]:
        """Somebody calls from a phone, the account's own number unless another is said."""
        return asdict(self.exchange.dial(caller, number or self._number))

    def tape(self, sid: str) -> Call | None:
        """The call on which something was recorded."""
        return next((call for call in self.ledger.calls() if sid and call.recording == sid), None)

    def reply(self, sender: str, body: str, *, to: str = "") -> dict[str, Any]:
        """Somebody answers from a phone: the product is asked at once and its answer lands on the phone."""
        text = Text(_sid(), "inbound", sender, to or self._number, body, now(), status="received")
        self.ledger.add(text)
        word = body.strip().upper()
        opt = "STOP" if word in STOP_WORDS else "START" if word in START_WORDS else ""
        if opt:
            self.ledger.set_opted_out(sender, opt == "STOP")
        status, answers = self.callbacks.reply(self._reply_url, text, opt_out_type=opt)
        if opt == "STOP":
            answers = ["You will get no more messages from this number. Reply START to get them again."]
        for answer in answers:
            self.ledger.add(
                Text(_sid(), "outbound", text.recipient, sender, answer, now(), status="delivered")
            )
        return {"sid": text.sid, "status": status, "answers": answers}

    def messages(self, *, to: str = "", phone: str = "") -> dict[str, Any]:
        texts = self.ledger.texts(to=to, phone=phone)
        calls = [asdict(call) for call in self.ledger.calls(phone or to)]
        return {
            "revision": self.ledger.revision,
            "messages": [asdict(text) for text in texts],
            "calls": calls,
        }

    def numbers(self) -> dict[str, Any]:
        counted: dict[str, dict[str, Any]] = {}
        for text in self.ledger.texts():
            entry = counted.setdefault(text.phone, {"number": text.phone, "count": 0})
            entry.update(count=entry["count"] + 1, last_at=text.at)
        return {
            "revision": self.ledger.revision,
            "numbers": list(counted.values()),
            "mood": self._mood,
            "attempts": self.ledger.attempts,
        }

    def resource(self, text: Text) -> dict[str, Any]:
        """A message as Twilio's API shows it."""
        return {
            "sid": text.sid, "account_sid": self._account_sid, "api_version": "2010-04-01",
            "to": text.recipient, "from": text.sender, "body": text.body, "status": text.status,
            "direction": "outbound-api", "date_created": None, "date_updated": None, "date_sent": None,
            "error_code": None, "error_message": None, "messaging_service_sid": None,
            "num_media": "0", "num_segments": "1", "price": None, "price_unit": "USD",
            "uri": f"/2010-04-01/Accounts/{self._account_sid}/Messages/{text.sid}.json",
            "subresource_uris": {},
        }  # fmt: skip

    def _next_mood(self) -> tuple[str, threading.Event]:
        with self._lock:
            mood, set_again = self._mood, self._mood_set
            if self._mood_left:
                self._mood_left -= 1
                if not self._mood_left:
                    self._mood = "ok"
        return mood, set_again

    def _outbound(self, form: Mapping[str, str]) -> Text:
        callback = form.get("StatusCallback", "")
        delivery = parse_qs(urlsplit(callback).query).get("delivery", [""])[0]
        return Text(
            _sid(), "outbound", form["From"], form["To"], form.get("Body") or form.get("ContentVariables", ""), now(),
            status_callback=callback, delivery=delivery,
        )  # fmt: skip


def _sid() -> str:
    return "SM" + uuid.uuid4().hex
