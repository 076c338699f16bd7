"""Writes of a letter on its way: taken by a lane for a while, and what came of it. The count of attempts fences.

A letter waits while an earlier one to the same subscriber is still on its way: news arrives in the order it was told.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Min, Q, QuerySet

from statuspage.models import Announcement, Letter, Subscriber
from statuspage.subscribing import access, asking

HOLD = timedelta(seconds=30)
OPEN = (Letter.State.WAITING, Letter.State.SENDING)
State = Letter.State

# An array is looked for once: see the outbox's own claim.
_CLAIM = """
UPDATE statuspage_letter SET state = 'sending', claimed_until = %(until)s, attempts = attempts + 1
WHERE id = ANY(ARRAY(
    SELECT l.id FROM statuspage_letter l
    WHERE l.announcement_id = %(announcement)s AND l.channel = ANY(%(channels)s)
      AND (l.state = 'waiting' AND l.not_before <= %(at)s OR l.state = 'sending' AND l.claimed_until <= %(at)s)
      AND NOT EXISTS (
          SELECT 1 FROM statuspage_letter e JOIN statuspage_announcement a ON a.id = e.announcement_id
          WHERE e.subscriber_id = l.subscriber_id AND e.announcement_id < l.announcement_id
            AND e.state IN ('waiting', 'sending') AND a.state <> 'paused')
    ORDER BY l.id LIMIT %(limit)s FOR UPDATE OF l SKIP LOCKED
))
RETURNING id
"""


def claim(announcement: Announcement, channels: Sequence[str], *, at: datetime, limit: int) -> list[Letter]:
    """Take the next letters, with their subscribers.

    One to somebody who has gone meanwhile, or may not read the page any more, is passed over for good.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "announcement": announcement.pk,
                "channels": list(channels),
                "at": at,
                "until": at + HOLD,
                "limit": limit,
            },
        )
        found = [row[0] for row in cursor.fetchall()]
    letters = list(Letter.objects.filter(pk__in=found).select_related("subscriber").order_by("pk"))
    against = _reasons_against(announcement, letters, at) if letters else {}
    for one in letters:
        if one.pk in against:
            _mine(one).update(state=State.SKIPPED, claimed_until=None, error=against[one.pk])
    return [one for one in letters if one.pk not in against]


def _reasons_against(announcement: Announcement, letters: Sequence[Letter], at: datetime) -> dict[int, str]:
    """Why which of these is not wanted any more."""
    if not access.still_shows(announcement, at=at):
        return {one.pk: access.GONE for one in letters}
    readers = access.may_read(announcement.page, [one.subscriber for one in letters], at=at)
    lost = {one.pk: access.LOST for one in letters if one.subscriber_id not in readers}
    gone = [one for one in letters if one.subscriber.state != Subscriber.State.CONFIRMED]
    return lost | {one.pk: one.subscriber.get_state_display() for one in gone}


def note_sent(letter: Letter, *, at: datetime) -> None:
    """It was taken."""
    _mine(letter).update(state=State.SENT, sent_at=at, claimed_until=None, error="")
    if letter.subscriber.failing_since is not None:
        Subscriber.objects.filter(pk=letter.subscriber_id).update(failures=0, failing_since=None, reason="")


def give_back(letters: Sequence[Letter]) -> None:
    """They were not begun: another lane, or another time, takes them."""
    for one in letters:
        _mine(one).update(state=State.WAITING, claimed_until=None)


def note_later(letter: Letter, why: str, *, not_before: datetime) -> None:
    """It was not taken; once more, later."""
    _mine(letter).update(state=State.WAITING, claimed_until=None, not_before=not_before, error=why[:300])


def note_heard(letter: Letter) -> None:
    """The notification plan has told her: a letter would be the second word of the same."""
    _mine(letter).update(state=State.HEARD, claimed_until=None, error="")


def note_failed(letter: Letter, why: str) -> None:
    """It will not be taken."""
    _mine(letter).update(state=State.FAILED, claimed_until=None, error=why[:300])


def note_gone(letter: Letter, why: str, *, state: str, at: datetime) -> Subscriber | None:
    """Nothing more is sent to this address: it bounced, or is paused. None when somebody has ended it meanwhile."""
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().get(pk=letter.subscriber_id)
        note_failed(letter, why)
        if row.state != Subscriber.State.CONFIRMED:
            return None
        asking.end(row, state, why, at)
    return row


def note_failing(letter: Letter, why: str, *, at: datetime) -> Subscriber:
    """One more failure in a row of a program's address; since when, and the how-manieth it is."""
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().get(pk=letter.subscriber_id)
        row.failures, row.failing_since, row.reason = row.failures + 1, row.failing_since or at, why[:300]
        row.save(update_fields=["failures", "failing_since", "reason"])
    return row


def rest_s(announcement: Announcement, channels: Sequence[str], *, at: datetime) -> float | None:
    """Seconds until something may be there to do; None when every letter has come to an end."""
    mine = Letter.objects.filter(announcement=announcement, channel__in=channels, state__in=OPEN)
    waits = mine.aggregate(
        next=Min("not_before", filter=Q(state=State.WAITING)),
        held=Min("claimed_until", filter=Q(state=State.SENDING)),
    )
    times = [one for one in waits.values() if one is not None]
    return max((min(times) - at).total_seconds(), 0.0) if times else None


def _mine(letter: Letter) -> QuerySet[Letter]:
    """The letter, while this attempt at it is the newest."""
    return Letter.objects.filter(pk=letter.pk, attempts=letter.attempts, state=State.SENDING)
