"""A mail server refuses: whose fault it is, and what that means for the address."""

import pytest

from notifications.channels.protocol import PermanentFailure
from notifications.channels.smtp_mail import _failure


@pytest.mark.parametrize(
    "words",
    [
        b"relay not permitted",
        b"sorry, that domain isn't in my list of allowed rcpthosts",
        b"Blocked by policy",
    ],
)
def test_a_server_that_takes_no_mail_from_us_says_nothing_about_the_address(words: bytes) -> None:
    failure = _failure(550, words, about_receiver=True)
    assert isinstance(failure, PermanentFailure)
    assert not failure.contact_is_invalid and failure.needs_operator


@pytest.mark.parametrize("words", [b"No such user", b"5.1.1 User unknown", b"5.2.1 Mailbox disabled"])
def test_a_mailbox_that_is_none_is_the_receivers(words: bytes) -> None:
    failure = _failure(550, words, about_receiver=True)
    assert isinstance(failure, PermanentFailure)
    assert failure.contact_is_invalid and not failure.needs_operator
