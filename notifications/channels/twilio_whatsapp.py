"""WhatsApp through Twilio: its text messages with another sort of address.

Whoever has not written to us within a day gets only a text that WhatsApp has approved: with `template` the words
become its first variable.
"""

import json

from notifications.channels.protocol import InboundText, Message, PermanentFailure, Receipt, SignedForm
from notifications.channels.twilio_account import PROVIDER, asking
from notifications.channels.twilio_sms import TwilioSms
from notifications.texts import fit_sms

PREFIX = "whatsapp:"


class TwilioWhatsApp(TwilioSms):
    """One account, one sender, and the approved template's id where there is one."""

    name = "whatsapp"

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        sender: str,
        status_url: str,
        base_url: str | None = None,
        template: str = "",
    ) -> None:
        super().__init__(account_sid, auth_token, sender=sender, status_url=status_url, base_url=base_url)
        self._template = template

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        text = fit_sms(message.text)
        if not text:
            raise PermanentFailure("21602", "The message has no text.")
        # A variable of a template holds no line breaks.
        said = {"content_sid": self._template, "content_variables": json.dumps({"1": " ".join(text.split())})}
        with asking():
            sent = self._account.client.messages.create(
                to=PREFIX + to,
                from_=PREFIX + self._sender,
                status_callback=self._back(idempotency_key),
                **(said if self._template else {"body": text}),
            )
        return Receipt(PROVIDER, str(sent.sid), state=str(sent.status or "queued"))

    def read_reply(self, callback: SignedForm) -> InboundText:
        text = super().read_reply(callback)
        return InboundText(
            text.provider,
            text.provider_id,
            text.sender.removeprefix(PREFIX),
            text.recipient.removeprefix(PREFIX),
            text.body,
        )
