"""Run in an installation: put this many text messages into its outbox, all due at once."""

import sys

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from notifications.operations import Outgoing, send  # noqa: E402


def main(count: int) -> None:
    """One transaction, one moment."""
    messages = [
        Outgoing(
            key=f"race:{number}", kind="note", subject_key="incident:0", recipient="user:0",
            recipient_label="somebody", channel="sms", address=f"+4477009{number:05}",
            body=f"Text {number}", urgent=True,
        )
        for number in range(count)
    ]  # fmt: skip
    with transaction.atomic():
        send(messages, at=timezone.now())


if __name__ == "__main__":
    main(int(sys.argv[1]))
