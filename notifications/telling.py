"""Tells colleagues by mail what a fact says: a distribution list and the holders of some roles, each address once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import ContactMethod
from accounts.queries import holders, reachable
from notifications.models import DistributionList
from notifications.sending import Outgoing, send


@dataclass(frozen=True, kw_only=True)
class Word:
    """What is told; `key` makes it once, `subject_key` is what it is about."""

    key: str
    subject_key: str
    title: str
    text: str


def tell_staff(
    word: Word, *, list_name: str, roles: Iterable[str], people: Iterable[int] = (), at: datetime
) -> int:
    """Put a mail for everybody into the outbox, in the caller's transaction; returns how many.

    `people` are the ids of colleagues who are meant by name.
    """
    told = _people(list_name, roles, people)
    messages = [
        Outgoing(
            key=f"{word.key}:{address}"[:200],
            kind="note",
            subject_key=word.subject_key,
            recipient=key,
            recipient_label=label,
            channel="email",
            address=address,
            title=word.title,
            body=word.text,
        )
        for address, (key, label) in told.items()
    ]
    send(messages, at=at)
    return len(messages)


def _people(list_name: str, roles: Iterable[str], named: Iterable[int]) -> dict[str, tuple[str, str]]:
    """By address, who it is: members of the list, holders of the roles, those who are named, further addresses."""
    listed = DistributionList.objects.filter(name=list_name).prefetch_related("members").first()
    users = {user.pk for user in (*holders(*roles), *(listed.members.all() if listed else ()))} | set(named)
    first: dict[int, ContactMethod] = {}
    for method in reachable(users):
        if method.kind == ContactMethod.Kind.EMAIL:
            first.setdefault(method.user_id, method)
    people = {method.address: (method.user.key, str(method.user)) for method in first.values()}
    for address in listed.addresses.split() if listed else ():
        people.setdefault(address, (f"address:{address}"[:60], address))
    return people
