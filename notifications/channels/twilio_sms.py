"""Text messages through Twilio's own client, and what Twilio posts back to us.

Twilio knows no idempotency key for messages. Ours travels in the status callback's query, so the first
callback proves that a message was accepted even when the process that sent it died before noting its id.
"""

from urllib.parse import parse_qs, urlencode, urlsplit

from twilio.twiml.messaging_response import MessagingResponse

from notifications.channels.protocol import (
    Capability,
    InboundText,
    Message,
    PermanentFailure,
    Receipt,
    ReceiptUpdate,
    SignedForm,
)
from notifications.channels.twilio_account import PROVIDER, TwilioAccount, asking
from notifications.channels.twilio_errors import failure_for
from notifications.texts import fit_sms


class TwilioSms:
    """One account, one sender. `base_url` points the real client at another host."""

    name = "sms"
    capabilities = Capability.RECEIPTS | Capability.REPLIES

    def __init__(
        self, account_sid: str, auth_token: str, *, sender: str, status_url: str, base_url: str | None = None
    ) -> None:
        self._account = TwilioAccount(account_sid, auth_token, base_url=base_url)
        self._sender, self._status_url = sender, status_url

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        text = fit_sms(message.text)
        if not text:
            raise PermanentFailure("21602", "The message has no text.")
        back = self._back(idempotency_key)
        with asking():
            sent = self._account.client.messages.create(
                to=to, from_=self._sender, body=text, status_callback=back
            )
        return Receipt(PROVIDER, str(sent.sid), state=str(sent.status or "queued"))

    def _back(self, key: str) -> str:
        return f"{self._status_url}?{urlencode({'delivery': key})}"

    def read_receipt(self, callback: SignedForm) -> ReceiptUpdate:
        fields = self._account.verified(callback, "MessageSid", "MessageStatus")
        code = fields.get("ErrorCode", "")
        key = parse_qs(urlsplit(callback.url).query).get("delivery", [""])[0]
        return ReceiptUpdate(
            PROVIDER, fields["MessageSid"], fields["MessageStatus"], failure_for(code) if code else None, key
        )

    def read_reply(self, callback: SignedForm) -> InboundText:
        fields = self._account.verified(callback, "MessageSid", "From")
        return InboundText(
            PROVIDER, fields["MessageSid"], fields["From"], fields.get("To", ""), fields.get("Body", "")
        )

    def answer(self, text: str) -> tuple[str, str]:
        response = MessagingResponse()
        if text:
            response.message(fit_sms(text))
        return "text/xml; charset=utf-8", str(response)
