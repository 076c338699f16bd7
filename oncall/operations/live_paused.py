"""A member who missed too many live calls in a row is paused, and hears so."""

from datetime import datetime

from notifications.operations import Outgoing, send
from oncall.models import HuntMember, LiveCall
from oncall.operations.live_calls import tell
from oncall.operations.ringing import paused_words
from oncall.queries import roster as rosters

KINDS = ("sms", "email")


def say_paused(member: HuntMember, call: LiveCall, *, at: datetime) -> None:
    """In the caller's transaction."""
    user, text = member.user, paused_words(member)
    tell("hunt.logged_out", call, at=at, user_label=str(user), missed=member.missed)
    messages = [
        Outgoing(
            key=f"{call.key}:paused:{user.pk}:{method.kind}:{method.pk}",
            kind="note",
            subject_key=call.key,
            recipient=user.key,
            recipient_label=str(user),
            channel=method.kind,
            address=method.address,
            title=f"Paused in {member.group.name}",
            body=text,
        )
        for method in rosters.methods_of([user.pk]).get(user.pk, [])
        if method.kind in KINDS
    ]
    send(messages, at=at)
