"""Makes and revokes links to private pages. The secret is told once, to who made it; only its sum is kept."""

import secrets
from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from accounts.refusals import Invalid, NotPermitted
from accounts.tokens import hash_of
from statuspage.models import PageKey, StatusPage
from statuspage.readers.signing_in import invite
from statuspage.telling.editors import EDITORS
from timeline.operations import record


@transaction.atomic
def make_key(
    *,
    page: StatusPage,
    label: str,
    actor: Actor,
    at: datetime,
    email: str = "",
    expires_at: datetime | None = None,
    tell: bool = False,
) -> str:
    """A new link's secret, to be shown once; `tell`: whoever has `email` is told by mail that she may sign in.

    Raises NotPermitted, Invalid for a page that everybody reads.
    """
    _permit(actor)
    if page.is_public:
        raise Invalid("STP_PUBLIC_PAGE", sentences=["Everybody reads this page; it needs no link."])
    secret = secrets.token_urlsafe(32)
    key = PageKey.objects.create(
        page=page,
        label=label,
        email=email.lower(),
        hash=hash_of(secret),
        created_at=at,
        created_by=actor.named.key,
        expires_at=expires_at,
    )
    record("status_page.key_made", subject=page.key, actor=actor.named, at=at, data={"label": label})
    if tell and email:
        invite(key, at=at)
    return secret


@transaction.atomic
def revoke_key(*, key_id: int, actor: Actor, at: datetime) -> PageKey:
    """The link opens nothing any more, also where it was used before. Raises PageKey.DoesNotExist, NotPermitted."""
    _permit(actor)
    key = PageKey.objects.select_for_update(of=("self",)).select_related("page").get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        record(
            "status_page.key_revoked",
            subject=key.page.key,
            actor=actor.named,
            at=at,
            data={"label": key.label},
        )
    return key


def _permit(actor: Actor) -> None:
    if not EDITORS & actor.roles:
        raise NotPermitted(f"{actor.named.label} may not make or revoke links: no role for it.")
