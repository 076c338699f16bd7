"""Phone calls of the fake Twilio: a phone rings, is picked up or not, hears what the product says, presses keys."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import parse_qs, urljoin, urlsplit

from demo.twilio.call_forms import Heard, fields_of, heard
from demo.twilio.callbacks import Callbacks
from demo.twilio.ledger import Call, Ledger, now

CALL_MOODS = {
    "rings": "rings until somebody picks up, or the caller gives up",
    "busy": "is busy",
    "no-answer": "rings, and nobody picks up",
    "machine": "a voicemail picks up",
    "failed": "cannot be reached at all",
}
_LETTERS_PER_SECOND = 15
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


class NoSuchCall(ValueError):
    """That phone is not in a call, or not in a state for this."""


class Timers:
    """At most one a call; with patience 0 there are none, and whoever tests acts instead."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._running: dict[str, threading.Timer] = {}

    def start(self, sid: str, seconds: float, act: Callable[[], None]) -> None:
        if self._patience:
            timer = self._running[sid] = threading.Timer(seconds * self._patience, act)
            timer.daemon = True
            timer.start()

    def stop(self, sid: str) -> None:
        if timer := self._running.pop(sid, None):
            timer.cancel()

    def close(self) -> None:
        for sid in list(self._running):
            self.stop(sid)


class Legs(Protocol):
    """Hears of phones that ring for somebody else's call."""

    def picked_up(self, leg: Call) -> None: ...

    def leg_over(self, leg: Call) -> None: ...

    def hang_up(self, call: Call) -> Call: ...


class Switchboard:
    """The calls of one account. `patience` stretches or shrinks every waiting time; 0 waits for nobody."""

    def __init__(self, ledger: Ledger, callbacks: Callbacks, *, patience: float = 1.0) -> None:
        self._ledger, self._callbacks = ledger, callbacks
        self._moods: dict[str, str] = {}
        self._timers = Timers(patience)
        self._lock = threading.Lock()
        self.exchange: Legs | None = None

    def set_mood(self, mood: str, number: str = "") -> None:
        """How this phone takes its calls from now on; without a number, every phone."""
        if mood not in CALL_MOODS:
            raise ValueError(f"a call's mood must be one of {', '.join(CALL_MOODS)}")
        if not number:
            self._moods.clear()
        self._moods[number] = mood

    def dial(self, form: Mapping[str, str]) -> Call:
        """POST …/Calls.json: the call is on disk before the request is answered; then it rings."""
        back = form.get("StatusCallback", "")
        call = Call(
            sid="CA" + uuid.uuid4().hex,
            sender=form["From"],
            recipient=form["To"],
            at=now(),
            url=form["Url"],
            status_callback=back,
            ring_seconds=int(form.get("Timeout") or 60),
            detects="MachineDetection" in form,
            delivery=parse_qs(urlsplit(back).query).get("delivery", [""])[0],
        )
        self._ledger.add_call(call)
        self._callbacks.soon(lambda: self.ring(call.sid))
        return call

    def ringing(self, number: str) -> Call | None:
        """The newest call of that phone that is not over."""
        return next((c for c in reversed(self._ledger.calls(number)) if c.status not in OVER), None)

    def pick_up(self, number: str, by: str = "human") -> Call:
        """Somebody answers, or a machine; what is said first is fetched from the product."""
        call = self._open(number)
        return call if call.status == "in-progress" else self._answered(call, by)

    def press(self, number: str, key: str) -> Call:
        """A key of a call that waits for one; empty when none came in time."""
        call = self._open(number)
        if not call.gather:
            raise NoSuchCall("This call waits for no key.")
        self._ledger.change_call(call.sid, gather="", keys=(*call.keys, key))
        fields = fields_of(self._callbacks.account_sid, call, "in-progress")
        pressed = {"msg": "Gather End" if key else "Gather End Timeout", "Digits": key, "FinishedOnKey": ""}
        return self._speak(call.sid, call.gather, fields | pressed)

    def hang_up(self, number: str) -> Call:
        """The phone lays down, or turns an incoming call away."""
        call = self._open(number)
        if call.direction == "inbound" and self.exchange:
            return self.exchange.hang_up(call)
        return self.end(call.sid, "completed" if call.status == "in-progress" else "busy")

    def end(self, sid: str, status: str) -> Call:
        """The call is over, in this way."""
        self._timers.stop(sid)
        if call := self._advance(sid, ("queued", "initiated", "ringing", "in-progress"), status):
            self._ledger.change_call(sid, gather="")
            self._report(call, status)
            if call.parent and self.exchange:
                self.exchange.leg_over(call)
        return self._ledger.call(sid)

    def close(self) -> None:
        self._timers.close()

    def ring(self, sid: str) -> None:
        """The phone rings, and does what its mood says."""
        for status in ("initiated", "ringing"):
            if call := self._advance(sid, ("queued", "initiated"), status):
                self._report(call, status)
        call = self._ledger.call(sid)
        mood = self._moods.get(call.recipient, self._moods.get("", "rings"))
        if mood in ("busy", "failed", "no-answer"):
            self.end(sid, mood)
        elif mood == "machine":
            self._answered(self._ledger.call(sid), "machine_start")
        else:
            self._timers.start(sid, call.ring_seconds, lambda: self._give_up(sid))

    def _answered(self, call: Call, by: str) -> Call:
        self._timers.stop(call.sid)
        if not self._advance(call.sid, ("queued", "initiated", "ringing"), "in-progress"):
            return self._ledger.call(call.sid)
        self._report(call, "in-progress")
        if call.parent and self.exchange:
            self.exchange.picked_up(call)
        fields = fields_of(self._callbacks.account_sid, call, "in-progress")
        if call.detects:
            fields["AnsweredBy"] = by
        return self._speak(call.sid, call.url, fields)

    def _speak(self, sid: str, url: str, fields: Mapping[str, str]) -> Call:
        """Ask the product what to say next, and say it."""
        self._timers.stop(sid)
        status, body = self._callbacks.signed(url, fields)
        said = heard(body) if status == 200 else Heard(f"An application error: {status}.", parts=True)
        call = self._ledger.call(sid)
        call = self._ledger.change_call(
            sid,
            said=(*call.said, said.words) if said.words else call.said,
            gather=urljoin(url, said.gather) if said.gather else "",
        )
        if said.gather:
            patience = said.timeout + len(said.words) / _LETTERS_PER_SECOND
            self._timers.start(sid, patience, lambda: self._no_key(sid))
        elif call.parent and not said.parts:
            return self._ledger.change_call(sid, bridged=True)
        else:
            return self.end(sid, "completed")
        return call

    def _no_key(self, sid: str) -> None:
        call = self._ledger.call(sid)
        if call.gather:
            self.press(call.recipient, "")

    def _give_up(self, sid: str) -> None:
        if self._ledger.call(sid).status == "ringing":
            self.end(sid, "no-answer")

    def _advance(self, sid: str, before: tuple[str, ...], status: str) -> Call | None:
        """The call in its next state; None when it is past that, for a phone may be quicker than the network."""
        with self._lock:
            if self._ledger.call(sid).status not in before:
                return None
            return self._ledger.change_call(sid, status=status)

    def _open(self, number: str) -> Call:
        call = self.ringing(number)
        if call is None:
            raise NoSuchCall("This phone does not ring.")
        return call

    def _report(self, call: Call, status: str) -> None:
        if not call.status_callback:
            return
        self._callbacks.signed(
            call.status_callback,
            {**fields_of(self._callbacks.account_sid, call, status), **progress_of(status)},
        )


def progress_of(status: str) -> dict[str, str]:
    """What a status callback holds beyond the call itself."""
    more = {
        "CallbackSource": "call-progress-events",
        "Timestamp": time.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    }
    if status in OVER:
        more |= {"CallDuration": "0" if status != "completed" else "14", "Duration": "1"}
    return more
