"""What Twilio posts back: genuine, forged, incomplete, and what we answer."""

from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from twilio.request_validator import RequestValidator

from demo.twilio.server import FakeTwilio
from notifications.channels.protocol import (
    ForgedCallback,
    Message,
    PermanentFailure,
    SignedForm,
    TemporaryFailure,
    UnreadableCallback,
)
from notifications.channels.twilio_errors import failure_for
from notifications.channels.twilio_sms import TwilioSms
from tests.notifications.channels.conftest import NUMBER, TOKEN, Posted

STATUS_URL = "https://storm.example.com/providers/twilio/status?delivery=page%3A1"
FIELDS = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+447700900142", "Unheard": "of"}


def signed(url: str, fields: dict[str, str], *, token: str = TOKEN) -> SignedForm:
    signature = RequestValidator(token).compute_signature(url, fields)
    return SignedForm(url, fields, {"x-twilio-signature": signature})


def test_a_receipt_names_the_message_its_state_and_our_key(sms: TwilioSms) -> None:
    update = sms.read_receipt(signed(STATUS_URL, FIELDS))
    assert (update.provider_id, update.state, update.idempotency_key) == ("SM1", "delivered", "page:1")
    assert update.error is None


@pytest.mark.parametrize(
    ("code", "failure", "invalid"),
    [
        ("30003", TemporaryFailure, False),
        ("30005", PermanentFailure, True),
        ("30007", PermanentFailure, False),
    ],
)
def test_a_late_error_carries_what_sending_would_have_raised(
    sms: TwilioSms, code: str, failure: type[Exception], invalid: bool
) -> None:
    fields = {**FIELDS, "MessageStatus": "undelivered", "ErrorCode": code}
    error = sms.read_receipt(signed(STATUS_URL, fields)).error
    assert type(error) is failure
    assert getattr(error, "contact_is_invalid", False) is invalid


@pytest.mark.parametrize("change", ["field", "url", "no signature", "other token", "algorithm"])
def test_a_tampered_callback_is_refused(sms: TwilioSms, change: str) -> None:
    form = signed(STATUS_URL, FIELDS)
    tampered = {
        "field": replace(form, fields={**FIELDS, "MessageSid": "SM2"}),
        "url": replace(form, url=STATUS_URL.replace("page%3A1", "page%3A2")),
        "no signature": replace(form, headers={}),
        "other token": signed(STATUS_URL, FIELDS, token="guess"),
        "algorithm": replace(
            form, headers={**form.headers, "X-Twilio-Webhooks-Signature-Settings": "key=a,algorithm=NONE"}
        ),
    }[change]
    with pytest.raises(ForgedCallback):
        sms.read_receipt(tampered)
    with pytest.raises(ForgedCallback):
        sms.read_reply(tampered)


def test_a_genuine_callback_without_its_fields_is_unreadable(sms: TwilioSms) -> None:
    with pytest.raises(UnreadableCallback):
        sms.read_receipt(signed(STATUS_URL, {"To": "+447700900142"}))
    with pytest.raises(UnreadableCallback):
        sms.read_reply(signed(STATUS_URL, {"MessageSid": "SM1"}))


def test_a_reply_is_read_with_its_sender_and_words(sms: TwilioSms) -> None:
    fields = {"MessageSid": "SM9", "From": "+447700900142", "To": NUMBER, "Body": "ack 12 – größer"}
    text = sms.read_reply(signed(STATUS_URL, fields))
    assert (text.sender, text.recipient, text.body, text.provider_id) == (
        "+447700900142",
        NUMBER,
        "ack 12 – größer",
        "SM9",
    )


def test_our_answer_is_twiml_whatever_its_words(sms: TwilioSms) -> None:
    content_type, body = sms.answer("Yours: <b>INC-12</b> & more")
    root = fromstring(body)  # noqa: S314 (our own answer)
    assert content_type.startswith("text/xml")
    assert "".join(root.itertext()).strip() == "Yours: <b>INC-12</b> & more"
    assert "<Message" not in sms.answer("")[1]


def test_the_provider_calls_back_with_our_key(sms: TwilioSms, twilio: FakeTwilio, posted: Posted) -> None:
    receipt = sms.send(Message("", "text"), "+447700900142", idempotency_key="page:7:ann & bob")
    twilio.network.callbacks.settle()
    updates = [sms.read_receipt(SignedForm(*form)) for form in posted.forms]
    assert [update.state for update in updates] == ["sent", "delivered"]
    assert {(update.provider_id, update.idempotency_key) for update in updates} == {
        (receipt.provider_id, "page:7:ann & bob")
    }


def test_server_trouble_is_temporary_whatever_the_code() -> None:
    assert isinstance(failure_for("", status=503), TemporaryFailure)
    assert isinstance(failure_for("99999", status=429), TemporaryFailure)
    assert isinstance(failure_for("99999", status=400), PermanentFailure)
