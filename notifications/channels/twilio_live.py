"""Live calls through Twilio: what it tells of a call, what it is told to do, and the tape it keeps.

That a ring was “completed” says nothing: a voicemail completes it too. Only a key that was pressed counts.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import requests

from notifications.channels.live_calls import CallScript, Happened, LiveEvent, Tape
from notifications.channels.protocol import (
    PROVIDER_TIMEOUT_SECONDS,
    PermanentFailure,
    SignedForm,
    TemporaryFailure,
    UnreadableCallback,
)
from notifications.channels.twilio_account import PROVIDER, TwilioAccount, asking
from notifications.channels.twilio_script import worded

_API = "https://api.twilio.com"
_NEEDED = {
    Happened.CAME: ("CallSid", "To"),
    Happened.MESSAGE: ("CallSid",),
    Happened.RECORDING: ("CallSid", "RecordingSid"),
    Happened.STATUS: ("CallSid", "CallStatus"),
}
_OVER = frozenset({"completed", "canceled", "busy", "failed", "no-answer"})
_SID = re.compile(r"(CA|RE)[0-9a-f]{32}")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_MOST_BYTES = 20_000_000


class TwilioLiveCalls:
    """One account. `url` is where it asks us; `base_url` is another address of its own API."""

    def __init__(self, account_sid: str, auth_token: str, *, url: str, base_url: str | None = None) -> None:
        self._account = TwilioAccount(account_sid, auth_token, base_url=base_url)
        self._auth, self._url = (account_sid, auth_token), url
        self._api = (base_url or _API).rstrip("/")

    def read(self, callback: SignedForm, what: Happened) -> LiveEvent:
        """Raises ForgedCallback and UnreadableCallback."""
        fields = self._account.verified(callback, *_NEEDED.get(what, ("CallSid",)))
        asked = parse_qs(urlsplit(callback.url).query)
        step = asked.get("step", ["0"])[0]
        return LiveEvent(
            what=what,
            provider=PROVIDER,
            provider_id=_sid(fields, "CallSid"),
            caller=fields.get("From", "") if _NUMBER.fullmatch(fields.get("From", "")) else "",
            called=fields.get("To", "")[:20],
            key=asked.get("key", [""])[0],
            step=int(step) if step.isascii() and step.isdigit() and len(step) < 9 else 0,
            digits=fields.get("Digits", "")[:8],
            is_over=fields.get("CallStatus", "") in _OVER,
            outcome=fields.get("DialCallStatus", ""),
            recording_id=_sid(fields, "RecordingSid") if fields.get("RecordingSid") else "",
            seconds=_seconds(fields),
        )

    def word(self, script: CallScript) -> tuple[str, str]:
        """What Twilio carries out, with its content type."""
        return "text/xml; charset=utf-8", worded(script, self._url)

    def tape(self, recording_id: str) -> Tape:
        """Raises TemporaryFailure and PermanentFailure."""
        url = f"{self._api}/2010-04-01/Accounts/{self._auth[0]}/Recordings/{recording_id}.wav"
        with asking():
            found = requests.get(url, auth=self._auth, timeout=PROVIDER_TIMEOUT_SECONDS)
        if found.status_code == 404:
            raise PermanentFailure("no_tape", "The provider does not have this recording.")
        if found.status_code != 200 or len(found.content) > _MOST_BYTES:
            raise TemporaryFailure("tape", "The provider did not hand out the recording.")
        return Tape("audio/wav", found.content)


def _sid(fields: Mapping[str, str], name: str) -> str:
    if not _SID.fullmatch(fields[name]):
        raise UnreadableCallback(f"{name} is none")
    return fields[name]


def _seconds(fields: Mapping[str, str]) -> int:
    text = fields.get("RecordingDuration", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
