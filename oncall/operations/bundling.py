"""Pages that were held back become one message that names all that is open, and one answer takes them all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.actors import Actor
from accounts.models import ContactMethod, User
from accounts.refusals import Unable
from incidents.models import Incident
from notifications import destinations
from notifications.models import Delivery
from notifications.operations import Outgoing, send
from oncall.models import Bundle, Page
from oncall.operations import taking
from oncall.operations.paging import tell
from oncall.paging import words
from oncall.queries import asked_of, page_of
from oncall.queries import roster as rosters
from outbox.handling import MOOT, TryAgain

LAST_NUMBER = 99
KINDS = ("sms", "email")


def send_bundle(*, delivery_id: int, at: datetime) -> str | None:
    """Name everything that waits for the person in one message. Moot when one has, or nothing waits any more.

    Raises TryAgain while there is still no room for a message.
    """
    held = Delivery.objects.filter(pk=delivery_id).first()
    page = page_of(held.key) if held else None
    if held is None or page is None:
        return MOOT
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=page.user_id)
        pages = asked_of(user)
        way = _way_to(user)
        told = Bundle.objects.filter(user=user, sent_at__gte=held.created_at).exists()
        if told or not pages or way is None:
            return MOOT
        room_at = destinations.room_at(way.kind, way.address, at=at)
        if room_at is not None:
            raise TryAgain("No room for a further message yet", seconds=(room_at - at).total_seconds())
        tell_in_one(user, pages, [way], at=at)
    return None


def whose_bundle(people: Sequence[User], number: int | None) -> User:
    """Of several with the same phone the one whose bundle of that number still waits; else whoever was told last."""
    named = {} if number is None else {"number": number}
    known = Bundle.objects.filter(user__in=people, **named).order_by("user", "-id").distinct("user")
    newest = sorted(known, key=lambda bundle: bundle.pk, reverse=True)
    by_id = {user.pk: user for user in people}
    told = [(by_id[bundle.user_id], bundle.incidents) for bundle in newest]
    asked = (user for user, named in told if any(page.incident_id in named for page in asked_of(user)))
    return next(asked, told[0][0] if told else people[0])


def acknowledge_all(*, user: User, number: int | None, actor: Actor, at: datetime) -> str:
    """Take everything that a bundle named and that still waits; without a number the newest bundle is meant."""
    with transaction.atomic():
        known = Bundle.objects.filter(user=user).order_by("-id")
        bundle = known.filter(number=number).first() if number is not None else known.first()
        if bundle is None:
            said = (
                _("You were sent no bundle {n}.") if number is not None else _("You were sent no bundle yet.")
            )
            return said.format(n=number)
        waiting = [page for page in asked_of(user) if page.incident_id in bundle.incidents]
        taken = [page.incident.reference for page in waiting if _take(page, actor, at)]
    if not taken:
        return _("Nothing of it waits for an answer any more.")
    said = ngettext("It is yours: {numbers}.", "They are yours: {numbers}.", len(taken))
    return said.format(numbers=", ".join(taken))


def _take(page: Page, actor: Actor, at: datetime) -> bool:
    try:
        with transaction.atomic():
            taking.take_up(page=page, actor=actor, at=at)
    except Unable:
        return False
    return True


def _way_to(user: User) -> ContactMethod | None:
    """A message that can be answered in a word, else a letter."""
    ways = rosters.methods_of([user.pk]).get(user.pk, [])
    return next((way for kind in KINDS for way in ways if way.kind == kind), None)


def _bundle(user: User, pages: Sequence[Page], at: datetime) -> Bundle:
    newest = Bundle.objects.filter(user=user).order_by("-id").values_list("number", flat=True).first() or 0
    ids = [page.incident_id for page in pages]
    return Bundle.objects.create(user=user, number=newest % LAST_NUMBER + 1, incidents=ids, sent_at=at)


def tell_in_one(user: User, pages: Sequence[Page], ways: Sequence[ContactMethod], *, at: datetime) -> Bundle:
    """One message by each of these ways about all the pages, in the caller's transaction; its number answers them."""
    bundle = _bundle(user, pages, at)
    numbers = [page.incident.number for page in pages]
    shared = _shared([page.incident for page in pages])
    with override(user.language):
        text = words.bundle(bundle.number, numbers=numbers, shared=shared)
    send([_message(bundle, user, way, text) for way in ways], at=at)
    for page in pages:
        data = {"user": user.pk, "user_label": str(user), "count": len(pages), "bundle": bundle.number}
        tell("escalation.bundled", page.incident, at=at, **data)
    return bundle


def _message(bundle: Bundle, user: User, way: ContactMethod, text: str) -> Outgoing:
    return Outgoing(
        key=f"bundle:{bundle.pk}:{way.kind}:{way.pk}",
        kind="bundle",
        subject_key=user.key,
        recipient=user.key,
        recipient_label=str(user),
        channel=way.kind,
        address=way.address,
        title=text.partition(".")[0],
        body=text,
        language=user.language,
        urgent=True,
    )


def _shared(incidents: Sequence[Incident]) -> str:
    """The asset that all of them touch, if there is one."""
    names = [set(one.assets.values_list("asset__name", flat=True)) for one in incidents]
    common = set.intersection(*names) if names else set()
    return min(common, default="")
