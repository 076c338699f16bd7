"""Reads of people and of the company."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from accounts.models import ApiToken, CompanySettings, ContactMethod, User
from accounts.tokens import hash_of


def company() -> CompanySettings:
    """The company's settings; defaults when none are stored yet."""
    return CompanySettings.objects.select_related("last_resort").first() or CompanySettings()


def token_of(token: str, *, at: datetime) -> ApiToken | None:
    """The valid token with this text, or None: unknown, revoked, expired, or its user inactive."""
    return (
        ApiToken.objects.select_related("user")
        .filter(hash=hash_of(token), revoked_at=None, user__is_active=True)
        .filter(Q(expires_at=None) | Q(expires_at__gt=at))
        .first()
    )


def holders(*roles: str) -> list[User]:
    """Active users with one of the roles, by name."""
    return list(User.objects.filter(is_active=True, roles__overlap=list(roles)).order_by("name"))


def reachable(user_ids: Iterable[int]) -> list[ContactMethod]:
    """Verified contact methods of these users that were not stopped, in each one's order."""
    return list(
        ContactMethod.objects.filter(user_id__in=list(user_ids), user__is_active=True, stopped_at=None)
        .exclude(verified_at=None)
        .select_related("user")
        .order_by("user_id", "position", "id")
    )


def owners_of(*, kind: str, address: str) -> list[User]:
    """The users to whom a verified address belongs: several where a phone is handed on with the duty."""
    methods = ContactMethod.objects.filter(kind=kind, address=address, user__is_active=True)
    return [one.user for one in methods.exclude(verified_at=None).select_related("user").order_by("pk")]


def owner_of(*, kind: str, address: str) -> User | None:
    """The user to whom a verified address belongs; the first of several."""
    return next(iter(owners_of(kind=kind, address=address)), None)
