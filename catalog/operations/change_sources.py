"""Sources of changes: made with a token that is shown once, and the other rooms whose tokens count here as well."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from accounts.refusals import Invalid
from accounts.tokens import hash_of, new_token
from catalog.models import ChangeSource

# Another room's senders may report changes with their own token: given a token, it answers the sender's name.
Knower = Callable[[str], str | None]
_knowers: list[Knower] = []


@dataclass(frozen=True)
class MadeSource:
    """What is shown once: the token, and the secret with which deliveries are signed."""

    token: str
    secret: str


def accept_tokens(knower: Knower) -> None:
    """Let the senders that another room knows report changes, too."""
    if knower not in _knowers:
        _knowers.append(knower)


def make_change_source(*, name: str, kind: str) -> MadeSource:
    """Make a source, or give an existing one a new token. Raises Invalid for a name or kind that cannot be."""
    name = name.strip()
    if not 0 < len(name) <= 80 or "\x00" in name:
        raise Invalid("SOURCE_NAME", sentences=["A source needs a name of 1 to 80 characters."])
    if kind not in ChangeSource.Kind.values:
        raise Invalid("SOURCE_KIND", sentences=[f"The kind is one of {', '.join(ChangeSource.Kind.values)}."])
    # PagerDuty's keys have 32 characters, and some of its clients insist on that.
    token = secrets.token_hex(16) if kind == ChangeSource.Kind.PAGERDUTY else new_token()
    source, _ = ChangeSource.objects.update_or_create(
        name=name,
        defaults={"kind": kind, "token_hash": hash_of(token), "token_hint": token[:10], "active": True},
    )
    return MadeSource(token=token, secret=secret_of(source))


def secret_of(source: ChangeSource) -> str:
    """What the sender signs with. It follows from our own key and the token, so that no copy of it need be kept."""
    return salted_hmac(
        "catalog.change_source", f"{source.pk}:{source.token_hash}", algorithm="sha256"
    ).hexdigest()


def source_of(token: str, *, kind: str) -> ChangeSource | None:
    """The active source of this kind with this token, or None. A sender of another room counts as PagerDuty's."""
    if not token or len(token) > 200:
        return None
    hashed = hash_of(token.encode("utf-8", "replace").decode())
    source = ChangeSource.objects.filter(token_hash=hashed, kind=kind, active=True).first()
    if source is not None or kind != ChangeSource.Kind.PAGERDUTY:
        return source
    return next((_borrowed(name) for knower in _knowers if (name := knower(token))), None)


def _borrowed(name: str) -> ChangeSource:
    source, _ = ChangeSource.objects.get_or_create(
        name=name[:80], defaults={"kind": ChangeSource.Kind.PAGERDUTY, "token_hash": None}
    )
    return source
