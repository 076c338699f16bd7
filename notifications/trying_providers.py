"""A test page through one provider, whichever is asked first otherwise: the second should be known to work, too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import ContactMethod, User
from accounts.queries import reachable
from accounts.refusals import Unable
from notifications import trying_words as words
from notifications.naming import said
from notifications.sending import Outgoing, send


def send_test_through(*, channel: str, provider: str, user: User, at: datetime) -> ContactMethod:
    """Send it to this person. Raises Unable for somebody whom nothing reaches by this channel."""
    way = next((one for one in reachable([user.pk]) if one.kind == channel), None)
    if way is None:
        sentence = f"You have no verified {said(channel)} of your own for a test. Add one under your name."
        raise Unable("TEST_NO_WAY", sentences=[sentence])
    with override(user.language):
        message = Outgoing(
            key=f"test:{channel}:{provider}:{int(at.timestamp())}:{channel}:{way.pk}",
            kind="test",
            subject_key=f"provider:{channel}:{provider}",
            recipient=user.key,
            recipient_label=str(user),
            channel=channel,
            address=way.address,
            title=_(words.TEST_TITLE),
            body=_(words.TEST_CALL if channel == "voice" else words.TEST),
            language=user.language,
            urgent=True,
            provider=provider,
        )
    with transaction.atomic():
        send([message], at=at)
    return way
