"""Text messages through Twilio's own client, and what Twilio posts back to us.

Twilio knows no idempotency key for messages. Ours travels in the status callback's query, so the first
callback proves that a message was accepted even when the process that sent it died before noting its id.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse

from notifications.channels.protocol import (
    PROVIDER_TIMEOUT_SECONDS,
    Capability,
    ForgedCallback,
    InboundText,
    Message,
    PermanentFailure,
    Receipt,
    ReceiptUpdate,
    SignedForm,
    TemporaryFailure,
    UnreadableCallback,
)
from notifications.channels.twilio_errors import failure_for
from notifications.texts import fit_sms

_CONNECT_SECONDS = 3
PROVIDER = "twilio"


class _Bounded(HTTPAdapter):
    """Connecting and waiting together stay below the promised time; nothing is tried twice."""

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        options["timeout"] = (_CONNECT_SECONDS, PROVIDER_TIMEOUT_SECONDS - _CONNECT_SECONDS)
        return super().send(request, *args, **options)


class TwilioSms:
    """One account, one sender. `base_url` points the real client at another host."""

    name = "sms"
    capabilities = Capability.RECEIPTS | Capability.REPLIES

    def __init__(
        self, account_sid: str, auth_token: str, *, sender: str, status_url: str, base_url: str | None = None
    ) -> None:
        http = TwilioHttpClient()
        for scheme in ("https://", "http://"):
            http.session.mount(scheme, _Bounded(pool_maxsize=16))
        self._client = Client(account_sid, auth_token, http_client=http)
        if base_url:
            self._client.api.base_url = base_url.rstrip("/")
        self._validator = RequestValidator(auth_token)
        self._sender, self._status_url = sender, status_url

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        text = fit_sms(message.text)
        if not text:
            raise PermanentFailure("21602", "The message has no text.")
        back = f"{self._status_url}?{urlencode({'delivery': idempotency_key})}"
        try:
            sent = self._client.messages.create(to=to, from_=self._sender, body=text, status_callback=back)
        except TwilioRestException as error:
            code = str(error.code or "")
            raise failure_for(code, status=int(error.status), words=error.msg) from error
        except requests.ConnectTimeout as error:
            raise TemporaryFailure("timeout", "The provider cannot be reached.") from error
        except requests.Timeout as error:
            raise TemporaryFailure("timeout", "The provider did not answer.", may_have_left=True) from error
        except (requests.RequestException, ValueError, KeyError) as error:
            raise TemporaryFailure("connection", "The line broke.", may_have_left=True) from error
        return Receipt(PROVIDER, str(sent.sid), state=str(sent.status or "queued"))

    def read_receipt(self, callback: SignedForm) -> ReceiptUpdate:
        fields = self._verified(callback, "MessageSid", "MessageStatus")
        code = fields.get("ErrorCode", "")
        key = parse_qs(urlsplit(callback.url).query).get("delivery", [""])[0]
        return ReceiptUpdate(
            PROVIDER, fields["MessageSid"], fields["MessageStatus"], failure_for(code) if code else None, key
        )

    def read_reply(self, callback: SignedForm) -> InboundText:
        fields = self._verified(callback, "MessageSid", "From")
        return InboundText(
            PROVIDER, fields["MessageSid"], fields["From"], fields.get("To", ""), fields.get("Body", "")
        )

    def answer(self, text: str) -> tuple[str, str]:
        response = MessagingResponse()
        if text:
            response.message(fit_sms(text))
        return "text/xml; charset=utf-8", str(response)

    def _verified(self, callback: SignedForm, *needed: str) -> Mapping[str, str]:
        headers = {name.lower(): value for name, value in callback.headers.items()}
        signature = headers.get(SIGNATURE_HEADER.lower(), "")
        algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS_HEADER.lower()))
        if not self._validator.validate(callback.url, callback.fields, signature, algorithm):
            raise ForgedCallback("the signature does not match")
        if missing := [name for name in needed if not callback.fields.get(name)]:
            raise UnreadableCallback(f"needed, but missing: {', '.join(missing)}")
        return callback.fields
