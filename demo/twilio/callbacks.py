"""The way back: what the fake Twilio posts to the product, signed by Twilio's own validator."""

import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from xml.etree import ElementTree

from twilio.request_validator import RequestValidator

from demo.twilio.ledger import Ledger, Text

Post = Callable[[str, Mapping[str, str], Mapping[str, str]], tuple[int, str]]

# No proxy of the environment stands between two processes of one machine.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def post_form(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
    """Post a form, give back status and body; 0 when nobody listens."""
    request = urllib.request.Request(url, data=urllib.parse.urlencode(fields).encode(), headers=dict(headers))  # noqa: S310
    try:
        with _opener.open(request, timeout=15) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")
    except OSError:
        return 0, ""


class Callbacks:
    """Tells the product what became of a message, a moment later, from other threads."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        account_sid: str,
        auth_token: str,
        post: Post = post_form,
        delay_seconds: float = 0.2,
        tries: int = 3,
    ) -> None:
        self._ledger, self._post = ledger, post
        self.account_sid, self._validator = account_sid, RequestValidator(auth_token)
        self._delay, self._tries = delay_seconds, tries
        # Each message holds one through both its delays: fewer than these, and a busy night's receipts come late.
        self._pool = ThreadPoolExecutor(max_workers=64, thread_name_prefix="callback")
        self._pending: set[Future[None]] = set()

    def report_soon(self, text: Text, states: tuple[str, ...] = ("sent", "delivered")) -> None:
        self.soon(lambda: self._report(text, states))

    def soon(self, act: Callable[[], None]) -> None:
        """Do it in a moment, from another thread."""
        future = self._pool.submit(act)
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)

    def settle(self, timeout_seconds: float = 10) -> None:
        """Wait until everything due has been posted."""
        wait(set(self._pending), timeout=timeout_seconds)

    def reply(self, url: str, text: Text, *, opt_out_type: str = "") -> tuple[int, list[str]]:
        """Post somebody's text to the product; give back the HTTP status and the texts it answers."""
        fields = {
            "ToCountry": "GB", "ToState": "", "SmsMessageSid": text.sid, "NumMedia": "0", "ToCity": "",
            "FromZip": "", "SmsSid": text.sid, "FromState": "", "SmsStatus": "received", "FromCity": "",
            "Body": text.body, "FromCountry": "GB", "To": text.recipient, "ToZip": "", "NumSegments": "1",
            "MessageSid": text.sid, "AccountSid": self.account_sid, "From": text.sender,
            "ApiVersion": "2010-04-01",
        }  # fmt: skip
        if opt_out_type:
            fields["OptOutType"] = opt_out_type
        status, body = self.signed(url, fields)
        return status, _spoken(body) if status == 200 else []

    def signed(self, url: str, fields: Mapping[str, str]) -> tuple[int, str]:
        """Post it as Twilio does; give back HTTP status and body."""
        headers = {
            "X-Twilio-Signature": self._validator.compute_signature(url, fields),
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            "User-Agent": "TwilioProxy/1.1",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._post(url, fields, headers)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _report(self, text: Text, states: tuple[str, ...]) -> None:
        for state in states:
            time.sleep(self._delay)
            self._ledger.set_status(text.sid, state)
            if text.status_callback:
                self._insist(text, state)

    def _insist(self, text: Text, state: str) -> None:
        fields = {
            "SmsSid": text.sid, "SmsStatus": state, "MessageStatus": state, "To": text.recipient,
            "MessageSid": text.sid, "AccountSid": self.account_sid, "From": text.sender,
            "ApiVersion": "2010-04-01",
        }  # fmt: skip
        for attempt in range(self._tries):
            status, _ = self.signed(text.status_callback, fields)
            if 0 < status < 500:
                return
            time.sleep(self._delay * (attempt + 1) * 4)


def _spoken(twiml: str) -> list[str]:
    """The texts of <Message> elements; TwiML puts them there directly or into <Body>."""
    try:
        root = ElementTree.fromstring(twiml)  # noqa: S314 (our own product on loopback)
    except ElementTree.ParseError:
        return []
    return ["".join(message.itertext()).strip() for message in root.iter("Message")]
