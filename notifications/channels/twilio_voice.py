"""Phone calls through Twilio's own client: what is said is asked of us when somebody picks up, key by key.

That a call was completed says nothing: a voicemail completes it too. Only a key that was pressed counts.
"""

from urllib.parse import parse_qs, urlencode, urlsplit

from twilio.twiml.voice_response import Gather, VoiceResponse

from notifications.channels.protocol import (
    CallTurn,
    Capability,
    Message,
    PermanentFailure,
    Receipt,
    ReceiptUpdate,
    SignedForm,
)
from notifications.channels.twilio_account import PROVIDER, TwilioAccount, asking
from notifications.channels.twilio_errors import failure_for

RING_SECONDS = 30
KEY_SECONDS = 8
_EVENTS = ["initiated", "ringing", "answered", "completed"]
_STATES = {"queued": "queued", "initiated": "sending", "ringing": "sent", "in-progress": "sent"}
_ENDED = {
    "busy": ("busy", "The line was busy."),
    "no-answer": ("no_answer", "Nobody picked up."),
    "failed": ("call_failed", "The call could not be put through."),
    "canceled": ("call_canceled", "The call was cancelled."),
    "completed": ("no_key", "Somebody picked up, but no key was pressed: it does not count."),
}
# How Twilio calls the voices of our languages.
SPOKEN = {"en": "en-GB", "de": "de-DE"}
_MACHINES = ("machine", "fax")


class TwilioVoice:
    """One account, one number that calls. `answer_url` says what is spoken, `status_url` hears what became of it."""

    name = "voice"
    capabilities = Capability.RECEIPTS | Capability.KEYS

    def __init__(
        self, account_sid: str, auth_token: str, *, sender: str, answer_url: str, base_url: str | None = None
    ) -> None:
        self._account = TwilioAccount(account_sid, auth_token, base_url=base_url)
        self._sender, self._url = sender, answer_url

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        if not message.text.strip():
            raise PermanentFailure("21602", "The call has no words.")
        with asking():
            call = self._account.client.calls.create(
                to=to,
                from_=self._sender,
                url=self._at("", idempotency_key),
                method="POST",
                status_callback=self._at("/status", idempotency_key),
                status_callback_event=_EVENTS,
                timeout=RING_SECONDS,
                machine_detection="Enable",
            )
        return Receipt(PROVIDER, str(call.sid), state="queued")

    def read_receipt(self, callback: SignedForm) -> ReceiptUpdate:
        fields = self._account.verified(callback, "CallSid", "CallStatus")
        status, key = fields["CallStatus"], _asked(callback, "delivery")
        if status in _ENDED:
            error = PermanentFailure(*_ENDED[status])
            code = fields.get("ErrorCode", "")
            return ReceiptUpdate(
                PROVIDER, fields["CallSid"], "undelivered", failure_for(code) if code else error, key
            )
        return ReceiptUpdate(PROVIDER, fields["CallSid"], _STATES.get(status, ""), None, key)

    def read_turn(self, callback: SignedForm) -> CallTurn:
        fields = self._account.verified(callback, "CallSid", "To")
        turn = _asked(callback, "turn")
        heard = fields.get("AnsweredBy", "")
        return CallTurn(
            PROVIDER,
            fields["CallSid"],
            called=fields["To"],
            key=_asked(callback, "delivery"),
            turn=int(turn) if turn.isdecimal() else 0,
            digits=fields.get("Digits", ""),
            answered_by="machine" if heard.startswith(_MACHINES) else "",
        )

    def ask(self, words: str, turn: CallTurn, *, language: str = "en") -> tuple[str, str]:
        response = VoiceResponse()
        gather = Gather(
            input="dtmf",
            num_digits=1,
            timeout=KEY_SECONDS,
            action=self._at("/keys", turn.key, turn=turn.turn + 1),
            action_on_empty_result=True,
        )
        gather.say(words, language=SPOKEN[language])
        response.append(gather)
        return "text/xml; charset=utf-8", str(response)

    def part(self, words: str, *, language: str = "en") -> tuple[str, str]:
        response = VoiceResponse()
        if words:
            response.say(words, language=SPOKEN[language])
        response.hangup()
        return "text/xml; charset=utf-8", str(response)

    def _at(self, below: str, key: str, **more: int) -> str:
        return f"{self._url}{below}?{urlencode({'delivery': key, **more})}"


def _asked(callback: SignedForm, name: str) -> str:
    return parse_qs(urlsplit(callback.url).query).get(name, [""])[0]
