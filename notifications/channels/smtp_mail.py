"""Mail over SMTP. The Message-ID is made from our key, so a receiver recognises a mail sent twice."""

import re
import smtplib
from dataclasses import asdict, dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from hashlib import sha256

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications.channels.protocol import (
    Capability,
    ChannelFailure,
    Message,
    PermanentFailure,
    Receipt,
    TemporaryFailure,
)

PROVIDER = "smtp"
_STEP_SECONDS = 4
_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
# 5.1.7 and 5.1.8 are about us, the senders; 5.2.2 and 5.3.4 are a full mailbox and a mail too large.
NO_SUCH_MAILBOX = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
# What servers say with a bare 550 when they will not take mail from us, whoever should get it.
_ABOUT_US = re.compile(r"relay|rcpthosts|sender|polic|block|spam|reputation", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over; None leaves a value to Django's EMAIL_* settings."""

    host: str | None = None
    port: int | None = None
    username: str | None = None
    password: str | None = None
    use_tls: bool | None = None
    use_ssl: bool | None = None


class SmtpMail:
    """One submission server, one sender. A fresh connection a mail: no idle one can have gone stale."""

    name = "email"
    capabilities = Capability.SUBJECT | Capability.HTML

    def __init__(self, *, sender: str, server: SmtpServer | None = None) -> None:
        self._sender = sender
        self._server = server or SmtpServer()

    def send(self, message: Message, to: str, *, idempotency_key: str) -> Receipt:
        message_id = self._message_id(idempotency_key)
        try:
            mail = self._compose(message, to, message_id)
            mail.send(fail_silently=False)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _failure(code, words, about_receiver=True) from error
        except smtplib.SMTPAuthenticationError as error:
            said = "The mail server does not accept our credentials."
            raise PermanentFailure(str(error.smtp_code), said, needs_operator=True) from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError, ValueError) as error:
            raise PermanentFailure(
                "unsendable", f"The mail cannot be written to this address: {error}"
            ) from error
        except (
            smtplib.SMTPServerDisconnected
        ) as error:  # also what smtplib makes of a time-out after connecting
            raise TemporaryFailure("timeout", "The mail server fell silent.", may_have_left=True) from error
        except OSError as error:
            raise TemporaryFailure("connection", "The mail server cannot be reached.") from error
        return Receipt(PROVIDER, message_id, state="sent")

    def _compose(self, message: Message, to: str, message_id: str) -> EmailMultiAlternatives:
        mail = EmailMultiAlternatives(
            # A subject is one line: whoever names an incident cannot add headers to a mail.
            subject=" ".join(message.subject.split()),
            body=message.text,
            from_email=self._sender,
            to=[to],
            connection=self._connection(),
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated", **dict(message.headers)},
        )
        if message.html:
            mail.attach_alternative(message.html, "text/html")
        return mail

    def _connection(self) -> BaseEmailBackend:
        return get_connection(_BACKEND, timeout=_STEP_SECONDS, **asdict(self._server))

    def _message_id(self, key: str) -> str:
        domain = Address(addr_spec=parseaddr(self._sender)[1]).domain or "localhost"
        return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def _failure(code: int, words: bytes | str, *, about_receiver: bool = False) -> ChannelFailure:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = " ".join(text.split())[:200]
    if code < 500:  # 421 and all 4xx, and a server that hung up (-1)
        return TemporaryFailure(str(code), f"The mail server asks us to come back later: {said}")
    enhanced = said.split(" ", 1)[0]
    plain = about_receiver and "." not in enhanced
    about_us = plain and bool(_ABOUT_US.search(said))
    gone = about_receiver and (
        enhanced in NO_SUCH_MAILBOX or (plain and not about_us and code in (550, 551, 553))
    )
    return PermanentFailure(
        str(code),
        f"The mail server refused: {said}",
        contact_is_invalid=gone,
        needs_operator=not about_receiver or about_us,
    )
