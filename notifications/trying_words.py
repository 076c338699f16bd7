"""The words of a code, of a test page, and of what came of them. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from notifications.models import Delivery
from notifications.naming import said

CODE_TITLE = mark("Your code for Storm")
TEST_TITLE = mark("Test page: nothing is wrong")
TEST = mark(
    "This is a test page from Storm. Nothing is wrong, and you need not answer: you are reached this way."
)
TEST_CALL = mark(
    "This is a test page from Storm. Nothing is wrong. Press 1 if you hear it. Press 9 to hear it again."
)
TEST_HEARD = mark("Thank you. You are reached this way.")


def code(digits: str) -> str:
    """A text message or a mail; whoever did not ask for it learns that nothing happens."""
    said = _(
        "{code} is your code for Storm. It holds for 10 minutes. "
        "If you did not ask for it, do nothing: this number or address is then not used."
    )
    return said.format(code=digits)


def code_call(digits: str) -> str:
    """A call: digit by digit, twice."""
    spelled = ", ".join(digits)
    said = _("This is Storm. Your code is: {code}. Once more: {code}. Press 9 to hear it again.")
    return said.format(code=spelled)


def signed_with(secret: str) -> str:
    """For the owner of a webhook."""
    return f"What we post there is signed with {secret} (Standard Webhooks)."


def fate(delivery: Delivery) -> str:
    """What came of a code or a test page, for the person who waits for it."""
    what = f"{'Code' if delivery.kind == 'code' else 'Test'} by {said(delivery.channel)}"
    if delivery.state == "failed":
        return f"{what} failed: {delivery.error or 'no reason was given.'}"
    words = {"pending": "on its way", "sent": "sent, no receipt yet", "delivered": "arrived"}
    return f"{what}: {words.get(delivery.state, delivery.state)}."
