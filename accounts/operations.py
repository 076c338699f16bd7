"""Writes of accounts: tokens made, revoked and marked as used; addresses added, removed, stopped, resumed, invalid."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from accounts.models import ApiToken, CompanySettings, ContactMethod, User
from accounts.refusals import Invalid, Unable
from accounts.tokens import hash_of, new_token

LAST_WAY = "This is the last way to reach you. Add another one first."


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


def revoke_token(*, user: User, token_id: int, at: datetime) -> None:
    """Let one of the user's own tokens open nothing any more; revoking it twice changes nothing.

    Raises ApiToken.DoesNotExist for somebody else's.
    """
    token = ApiToken.objects.get(pk=token_id, user=user)
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def add_contact_method(*, user: User, kind: str, address: str, label: str = "") -> ContactMethod:
    """Note a further way to reach the user, used once it is verified. Raises Invalid when it is there already.

    `label` is how people call it, where the address says little.
    """
    newest = user.contact_methods.aggregate(last=Max("position"))["last"]
    method, is_new = ContactMethod.objects.get_or_create(
        user=user,
        kind=kind,
        address=address,
        defaults={"position": 0 if newest is None else newest + 1, "label": label[:80]},
    )
    if not is_new:
        raise Invalid("CONTACT_KNOWN", sentences=["You have this address already."])
    return method


def remove_contact_method(*, user: User, method_id: int) -> None:
    """Forget one way to reach the user. Raises Unable for the last verified one, DoesNotExist for somebody else's."""
    with transaction.atomic():
        methods = list(ContactMethod.objects.select_for_update().filter(user=user))
        method = next((m for m in methods if m.pk == method_id), None)
        if method is None:
            raise ContactMethod.DoesNotExist
        if method.verified_at and not any(m.verified_at for m in methods if m.pk != method_id):
            raise Unable("CONTACT_LAST", sentences=[LAST_WAY])
        method.delete()


def prefer_contact_method(*, user: User, method_id: int) -> None:
    """Try this one first from now on. Raises ContactMethod.DoesNotExist for somebody else's."""
    with transaction.atomic():
        methods = list(ContactMethod.objects.select_for_update().filter(user=user))
        chosen = next((m for m in methods if m.pk == method_id), None)
        if chosen is None:
            raise ContactMethod.DoesNotExist
        for position, method in enumerate([chosen, *(m for m in methods if m.pk != method_id)]):
            method.position = position
        ContactMethod.objects.bulk_update(methods, ["position"])


def set_language(*, user: User, language: str, zone: str) -> None:
    """From now on the user is paged in this language, and shown times by this clock."""
    User.objects.filter(pk=user.pk).update(language=language, zone=zone)


def mark_used(*, token: ApiToken, at: datetime) -> None:
    """Note the use, at most once a minute."""
    ApiToken.objects.filter(pk=token.pk).filter(
        Q(last_used_at=None) | Q(last_used_at__lt=at - timedelta(minutes=1))
    ).update(last_used_at=at)


def stop_address(*, kind: str, address: str, at: datetime) -> int:
    """Use this address no more, for whoever it belongs to: its holder answered STOP."""
    return ContactMethod.objects.filter(kind=kind, address=address, stopped_at=None).update(stopped_at=at)


def invalidate_address(*, kind: str, address: str) -> int:
    """The provider says that there is no such address: it is used again once somebody has verified it anew."""
    known = ContactMethod.objects.filter(kind=kind, address=address).exclude(verified_at=None)
    return known.update(verified_at=None)


def resume_address(*, kind: str, address: str) -> int:
    """The holder answered START: the address may be used again."""
    return (
        ContactMethod.objects.filter(kind=kind, address=address)
        .exclude(stopped_at=None)
        .update(stopped_at=None)
    )


def set_last_resort(user: User | None) -> None:
    """Who is paged when nobody else answered; the caller has asked who may name it."""
    CompanySettings.objects.update_or_create(only=True, defaults={"last_resort": user})
