"""Calls to the fake Twilio's own numbers: it asks the product what to do, rings phones, connects two, records one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from demo.twilio.call_forms import fields_of, words_of
from demo.twilio.callbacks import Callbacks
from demo.twilio.calls import OVER, NoSuchCall, Switchboard, Timers
from demo.twilio.ledger import Call, Ledger, now

LONGEST_RUN = 20
Verb = ElementTree.Element


class Exchange:
    """Carries out the product's instructions for a caller, one after the other, until one has to be waited for."""

    def __init__(
        self,
        ledger: Ledger,
        callbacks: Callbacks,
        switchboard: Switchboard,
        *,
        url: str,
        patience: float = 1.0,
    ) -> None:
        self._ledger, self._callbacks, self._switchboard = ledger, callbacks, switchboard
        self._url, self._timers = url, Timers(patience)
        switchboard.exchange = self

    def dial(self, caller: str, number: str) -> Call:
        """Somebody calls one of our numbers."""
        call = inbound(caller, number, self._url)
        self._ledger.add_call(call)
        return self._ask(call, self._url)

    def wait_no_longer(self, caller: str) -> Call:
        """A pause is over."""
        call = self._waiting(caller, "pause")
        return self._ask(self._changed(call, waits=""), call.action)

    def speak(self, caller: str, seconds: int = 7) -> Call:
        """The caller says something on tape and presses the hash key."""
        call = self._waiting(caller, "record")
        sid, action, callback = "RE" + uuid.uuid4().hex, call.action, call.tape_callback
        call = self._changed(call, waits="", recording=sid, seconds=seconds)
        tape = tape_fields(self._callbacks.account_sid, call)
        call = self._ask(call, action, **tape, Digits="#")
        about = {"AccountSid": self._callbacks.account_sid, "CallSid": call.sid, **tape}
        self._callbacks.signed(callback, about | {"RecordingStatus": "completed", "RecordingChannels": "1"})
        return call

    def hang_up(self, call: Call) -> Call:
        """The caller has had enough: whatever rings stops, and both addresses are told."""
        legs, action = call.legs, call.action if call.waits == "dial" else ""
        call = self._changed(call, waits="", legs=(), status="completed")
        self._timers.stop(call.sid)
        for sid in legs:
            leg = self._ledger.call(sid)
            self._switchboard.end(sid, "completed" if leg.status == "in-progress" else "canceled")
        if action:
            self._post(call, action, DialCallStatus="completed" if self._talked(legs) else "canceled")
        self._post(call, call.status_callback)
        return call

    def picked_up(self, leg: Call) -> None:
        """As at Twilio: the first phone that is picked up, by whomever, stops all others."""
        for sid in self._ledger.call(leg.parent).legs:
            if sid != leg.sid:
                self._switchboard.end(sid, "canceled")

    def leg_over(self, leg: Call) -> None:
        """When no phone rings or talks any more, the caller's line asks what is next."""
        call = self._ledger.call(leg.parent)
        legs = [self._ledger.call(sid) for sid in call.legs]
        if call.waits != "dial" or any(one.status not in OVER for one in legs):
            return
        outcome = (
            "completed" if self._talked(call.legs) else legs[0].status if len(legs) == 1 else "no-answer"
        )
        bridged = any(one.bridged for one in legs)
        action = call.action
        call = self._changed(call, waits="", legs=())
        told = {"DialCallStatus": outcome, "DialCallSid": legs[-1].sid, "DialBridged": str(bridged).lower()}
        self._ask(call, action, **told)

    def close(self) -> None:
        self._timers.close()

    def _ask(self, call: Call, url: str, **more: str) -> Call:
        """Ask the product, and do what it says."""
        status, body = self._post(call, url, **more)
        if call.status == "ringing":
            call = self._changed(call, status="in-progress")
        try:
            verbs = list(ElementTree.fromstring(body)) if status == 200 else []  # noqa: S314 (our own product)
        except ElementTree.ParseError:
            verbs = []
        if status != 200:
            call = self._changed(call, said=(*call.said, "We are sorry, an application error has occurred."))
        return self._run(call, url, verbs)

    def _run(self, call: Call, url: str, verbs: Sequence[Verb]) -> Call:
        acts: dict[str, Callable[[Call, str, Verb, Sequence[Verb]], Call]] = {
            "Dial": self._dial, "Record": self._record, "Pause": self._pause, "Redirect": self._redirect,
        }  # fmt: skip
        for place, verb in enumerate(verbs):
            if verb.tag == "Say":
                call = self._changed(call, said=(*call.said, words_of(verb)))
            elif verb.tag in acts:
                return acts[verb.tag](call, url, verb, verbs[place + 1 :])
            elif verb.tag == "Hangup":
                break
        call = self._changed(call, status="completed")
        self._post(call, call.status_callback)
        return call

    def _dial(self, call: Call, url: str, verb: Verb, rest: Sequence[Verb]) -> Call:
        legs = legs_of(call, url, verb)
        for leg in legs:
            self._ledger.add_call(leg)
        action = urljoin(url, verb.get("action", ""))
        self._changed(call, waits="dial", action=action, legs=tuple(leg.sid for leg in legs))
        for leg in legs:
            self._switchboard.ring(leg.sid)
        return self._ledger.call(call.sid)

    def _record(self, call: Call, url: str, verb: Verb, rest: Sequence[Verb]) -> Call:
        back = urljoin(url, verb.get("recordingStatusCallback", ""))
        return self._changed(
            call, waits="record", action=urljoin(url, verb.get("action", "")), tape_callback=back
        )

    def _pause(self, call: Call, url: str, verb: Verb, rest: Sequence[Verb]) -> Call:
        after = urljoin(url, words_of(rest[0])) if rest and rest[0].tag == "Redirect" else ""
        self._timers.start(call.sid, int(verb.get("length", "1")), lambda: self._go_on(call.sid))
        return self._changed(call, waits="pause", action=after)

    def _redirect(self, call: Call, url: str, verb: Verb, rest: Sequence[Verb]) -> Call:
        if len(call.said) > LONGEST_RUN:
            raise NoSuchCall("The product sends this call round in a circle.")
        return self._ask(call, urljoin(url, words_of(verb)))

    def _go_on(self, sid: str) -> None:
        call = self._ledger.call(sid)
        if call.waits == "pause":
            self.wait_no_longer(call.sender)

    def _talked(self, legs: Sequence[str]) -> bool:
        return any(self._ledger.call(sid).status == "completed" for sid in legs)

    def _post(self, call: Call, url: str, **more: str) -> tuple[int, str]:
        fields = fields_of(self._callbacks.account_sid, call, call.status)
        return self._callbacks.signed(url, {**fields, **more})

    def _changed(self, call: Call, **changes: Any) -> Call:
        return self._ledger.change_call(call.sid, **changes)

    def _waiting(self, caller: str, what: str) -> Call:
        call = self._switchboard.ringing(caller)
        if call is None or call.waits != what:
            raise NoSuchCall(
                f"This phone is in no call that waits for that: {call.waits if call else 'none'}."
            )
        return call


def inbound(caller: str, number: str, url: str) -> Call:
    """A call to one of our numbers."""
    return Call(
        sid="CA" + uuid.uuid4().hex,
        sender=caller,
        recipient=number,
        at=now(),
        url=url,
        status_callback=f"{url}/status",
        direction="inbound",
        status="ringing",
    )


def legs_of(call: Call, url: str, verb: Verb) -> list[Call]:
    """The phones that a <Dial> rings."""
    return [
        Call(
            sid="CA" + uuid.uuid4().hex,
            sender=verb.get("callerId", call.sender),
            recipient=words_of(number),
            at=now(),
            url=urljoin(url, number.get("url", "")),
            ring_seconds=int(verb.get("timeout", "30")),
            direction="outbound-dial",
            parent=call.sid,
        )
        for number in verb.findall("Number")
    ]


def tape_fields(account: str, call: Call) -> dict[str, str]:
    """What is told of a recording."""
    url = f"https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{call.recording}"
    return {"RecordingSid": call.recording, "RecordingUrl": url, "RecordingDuration": str(call.seconds)}
