"""Many mails in a row over one connection, as to subscribers: opened when first needed, closed at the end."""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType

from django.core.mail.backends.base import BaseEmailBackend

from notifications.channels.protocol import Message, Receipt, TemporaryFailure
from notifications.channels.smtp_mail import SmtpMail

A_CONNECTION = 100
"""Mails after which a connection is closed: many servers count, and hang up on whoever never ends."""


class ManyMails(SmtpMail):
    """`with ManyMails(sender=…) as mails: mails.send(…)`. After a temporary failure the connection is a new one."""

    _kept: BaseEmailBackend | None = None
    _carried = 0

    def __enter__(self) -> ManyMails:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        try:
            receipt = super().send(message, to, idempotency_key=idempotency_key)
        except TemporaryFailure:
            self._hang_up()
            raise
        self._carried += 1
        if self._carried >= A_CONNECTION:
            self._hang_up()
        return receipt

    def _connection(self) -> BaseEmailBackend:
        if self._kept is None:
            self._kept, self._carried = super()._connection(), 0
            self._kept.open()  # one that is open already is left open after each mail
        return self._kept

    def _hang_up(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            with suppress(OSError):  # it may be gone already
                kept.close()
