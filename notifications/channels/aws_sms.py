"""Text messages through Amazon SNS, over plain HTTP: its own client weighs a hundred megabytes for this one request.

Nothing comes back by itself: neither receipts nor answers.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

from notifications.channels.asking import Line
from notifications.channels.aws_signature import Account, authorization, moment_of
from notifications.channels.protocol import (
    Capability,
    ChannelFailure,
    Message,
    PermanentFailure,
    Receipt,
    TemporaryFailure,
)
from notifications.texts import fit_sms

PROVIDER = "aws"
_FORM = "application/x-www-form-urlencoded; charset=utf-8"
_LATER = frozenset(
    {"Throttling", "ThrottledException", "InternalError", "InternalFailure", "ServiceUnavailable"}
)
_CREDENTIALS = frozenset(
    {
        *("InvalidClientTokenId", "SignatureDoesNotMatch", "AuthorizationError", "AccessDenied"),
        *("ExpiredToken", "MissingAuthenticationToken", "OptInRequired", "UserError"),
    }
)


class AwsSms:
    """One account in one region; `sender` is a name or number where the country allows one."""

    name = "sms"
    capabilities = Capability.NONE

    def __init__(
        self, key_id: str, secret: str, *, region: str, sender: str = "", base_url: str = ""
    ) -> None:
        self._url = (base_url or f"https://sns.{region}.amazonaws.com").rstrip("/")
        self._account = Account(key_id, secret, region, "sns")
        self._sender, self._line = sender, Line(self._url)

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        text = fit_sms(message.text)
        if not text:
            raise PermanentFailure("no_text", "The message has no text.")
        body = urlencode(list(self._fields(text, to))).encode()
        at = datetime.now(UTC)
        headers = {"content-type": _FORM, "host": urlsplit(self._url).netloc, "x-amz-date": moment_of(at)}
        headers["authorization"] = authorization(self._account, headers=headers, body=body, at=at)
        status, answer = self._line.post_text("/", data=body, headers=headers)
        if status != 200:
            raise _failure(_said(answer, "Code"), _said(answer, "Message"), status)
        return Receipt(PROVIDER, _said(answer, "MessageId"), state="sent")

    def _fields(self, text: str, to: str) -> Iterator[tuple[str, str]]:
        yield from (("Action", "Publish"), ("Version", "2010-03-31"), ("PhoneNumber", to), ("Message", text))
        about = {"AWS.SNS.SMS.SMSType": "Transactional"}
        if self._sender:
            is_number = self._sender.startswith("+")
            about["AWS.MM.SMS.OriginationNumber" if is_number else "AWS.SNS.SMS.SenderID"] = self._sender
        for number, (name, value) in enumerate(about.items(), start=1):
            entry = f"MessageAttributes.entry.{number}"
            yield f"{entry}.Name", name
            yield f"{entry}.Value.DataType", "String"
            yield f"{entry}.Value.StringValue", value


def _said(answer: str, name: str) -> str:
    found = re.search(rf"<{name}>([^<]*)</{name}>", answer)
    return found.group(1) if found else ""


def _failure(code: str, words: str, status: int) -> ChannelFailure:
    if code in _LATER or status == 429 or status >= 500:
        return TemporaryFailure(code[:20] or str(status), "Amazon cannot take messages at the moment.")
    if code == "OptedOut" or "opted out" in words.lower():
        return PermanentFailure(
            "OptedOut", "The receiver has asked us to stop sending texts.", opted_out=True
        )
    if code.startswith("InvalidParameter") and "PhoneNumber" in words:
        return PermanentFailure(code[:20], "This is not a valid phone number.", contact_is_invalid=True)
    if code in _CREDENTIALS:
        said = "Amazon does not accept our credentials, or lets them send no texts."
        return PermanentFailure(code[:20], said, try_other=True, needs_operator=True)
    said = words or f"Amazon answered {status}."
    return PermanentFailure(code[:20] or str(status), said, try_other=True, needs_operator=True)
