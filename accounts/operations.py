"""Writes of accounts: tokens made and marked as used, addresses stopped and resumed."""

from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import ApiToken, ContactMethod, User
from accounts.tokens import hash_of, new_token


def make_token(
    *, user: User, name: str, at: datetime, token: str = "", expires_at: datetime | None = None
) -> str:
    """Store a new API token and return its text, which is not kept."""
    token = token or new_token()
    ApiToken.objects.update_or_create(
        hash=hash_of(token),
        defaults={"user": user, "name": name, "hint": token[:10], "created_at": at, "expires_at": expires_at},
    )
    return token


def mark_used(*, token: ApiToken, at: datetime) -> None:
    """Note the use, at most once a minute."""
    ApiToken.objects.filter(pk=token.pk).filter(
        Q(last_used_at=None) | Q(last_used_at__lt=at - timedelta(minutes=1))
    ).update(last_used_at=at)


def stop_address(*, kind: str, address: str, at: datetime) -> int:
    """Use this address no more, for whoever it belongs to: its holder answered STOP."""
    return ContactMethod.objects.filter(kind=kind, address=address, stopped_at=None).update(stopped_at=at)


def resume_address(*, kind: str, address: str) -> int:
    """The holder answered START: the address may be used again."""
    return (
        ContactMethod.objects.filter(kind=kind, address=address)
        .exclude(stopped_at=None)
        .update(stopped_at=None)
    )
