"""Carries letters out, a handful at a time, and notes of each what came of it before the next is begun."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import monotonic

from django.conf import settings
from django.db import transaction

from accounts.queries import company
from notifications.channels.protocol import Channel, ChannelFailure, Message
from notifications.channels.smtp_many import ManyMails
from notifications.sending import Outgoing, send
from statuspage.models import Announcement, Letter, Subscriber, Wording
from statuspage.subscribing import asking, claiming, links, patience, words
from statuspage.subscribing.patience import Verdict
from statuspage.subscribing.phrasing import MANAGE, UNSUBSCRIBE, Worded, worded
from statuspage.subscribing.posting import parcel, posted

HANDS = 16
STOP_S = 60.0
State = Subscriber.State
Carry = Callable[[Announcement, Sequence[Letter], float, Callable[[], datetime]], int]


class Stopped(Exception):  # reads as what it says
    """No letter of this lane can leave just now."""

    def __init__(self, sentence: str, *, seconds: float = STOP_S) -> None:
        super().__init__(sentence)
        self.sentence, self.seconds = sentence, seconds


def by_mail(row: Announcement, letters: Sequence[Letter], until: float, now: Callable[[], datetime]) -> int:
    """Over one connection, one after the other, until the time is up; how many were begun."""
    with ManyMails(sender=settings.DEFAULT_FROM_EMAIL) as mails:
        return carry_mails(mails, row, letters, until, now)


def carry_mails(
    mails: Channel, row: Announcement, letters: Sequence[Letter], until: float, now: Callable[[], datetime]
) -> int:
    """The same by any channel. Raises Stopped when the server wants none just now."""
    in_a_row = 0
    for count, letter in enumerate(letters):
        if monotonic() >= until:
            return count
        try:
            mails.send(mail_of(row, letter), letter.subscriber.address, idempotency_key=letter.key)
        except ChannelFailure as failure:
            in_a_row += 1
            _note_refused_mail(row, letter, failure, now())
            if in_a_row >= patience.MOST_IN_A_ROW:
                raise Stopped(failure.sentence) from failure
        else:
            in_a_row = 0
            claiming.note_sent(letter, at=now())
    return len(letters)


def by_post(row: Announcement, letters: Sequence[Letter], until: float, now: Callable[[], datetime]) -> int:
    """All at once, each for as long as a program may take: one that hangs holds nobody else up."""
    url = row.said.get("url", "")
    parcels = [
        parcel(one, row.payload, wording(row, one.subscriber) if row.said else None, url) for one in letters
    ]
    with ThreadPoolExecutor(HANDS, thread_name_prefix="letters") as hands:
        for one, failure in zip(parcels, hands.map(posted, parcels), strict=True):
            if failure is None:
                claiming.note_sent(one.letter, at=now())
            else:
                _note_failing(row, one.letter, failure, now())
    return len(letters)


def by_text(row: Announcement, letters: Sequence[Letter], until: float, now: Callable[[], datetime]) -> int:
    """Handed to the deliveries, which know the providers of text messages and what they say afterwards."""
    for letter in letters:
        one, at = letter.subscriber, now()
        out = Outgoing(
            key=letter.key,
            kind="subscriber",
            subject_key=f"announcement:{row.pk}",
            recipient=one.key,
            recipient_label=one.address,
            channel="sms",
            address=one.address,
            body=wording(row, one).short,
            language=one.language,
        )
        with transaction.atomic():
            send([out], at=at)
            claiming.note_sent(letter, at=at)
    return len(letters)


def mail_of(row: Announcement, letter: Letter) -> Message:
    """The shared words with the two links that are only hers, and what mail programs unsubscribe by (RFC 8058)."""
    said, one = wording(row, letter.subscriber), letter.subscriber
    manage, away = links.managing(one.token), links.unsubscribing(one.token)

    def hers(text: str) -> str:
        return text.replace(MANAGE, manage).replace(UNSUBSCRIBE, away)

    headers = (
        ("List-Unsubscribe", f"<{away}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("List-Id", f"status <status.{settings.STATUS_URL.partition('://')[2].partition('/')[0]}>"),
        ("Precedence", "bulk"),
    )
    return Message(said.subject, hers(said.text), html=hers(said.html), headers=headers)


def wording(row: Announcement, one: Subscriber) -> Worded:
    """The words for this reader's language and zone; rendered for the first, read for the others."""
    kept: dict[tuple[str, str], Worded] = row.__dict__.setdefault("_worded", {})
    key = (one.language, one.zone)
    if key not in kept:
        found = Wording.objects.filter(announcement=row, language=one.language, zone=one.zone).first()
        if found is None:
            name = row.said.get("page") or company().name
            made = worded(row.said, company=name, language=one.language, zone=one.zone)
            found, _ = Wording.objects.get_or_create(
                announcement=row,
                language=one.language,
                zone=one.zone,
                defaults={"subject": made.subject, "text": made.text, "html": made.html, "short": made.short},
            )
        kept[key] = Worded(found.subject, found.text, found.html, found.short)
    return kept[key]


def _note_refused_mail(row: Announcement, letter: Letter, failure: ChannelFailure, at: datetime) -> None:
    verdict = patience.of_mail(failure, told_at=row.told_at, at=at)
    if verdict is Verdict.STOP:
        raise Stopped(failure.sentence) from failure
    if verdict is Verdict.GONE:
        claiming.note_gone(letter, failure.sentence, state=State.BOUNCED, at=at)
    elif verdict is Verdict.FAILED:
        claiming.note_failed(letter, failure.sentence)
    else:
        later = at + patience.wait_of_mail(row.told_at, at)
        claiming.note_later(letter, failure.sentence, not_before=later)


def _note_failing(row: Announcement, letter: Letter, failure: ChannelFailure, at: datetime) -> None:
    one = claiming.note_failing(letter, failure.sentence, at=at)
    since = one.failing_since or at
    if patience.of_program(failure, failing_since=since, at=at) is Verdict.LATER:
        later = at + patience.wait(one.failures, failure)
        claiming.note_later(letter, failure.sentence, not_before=later)
        return
    with transaction.atomic():
        gone = claiming.note_gone(letter, failure.sentence, state=State.PAUSED, at=at)
        if gone and gone.contact:
            title, text = words.paused(
                gone.address, failure.sentence, links.managing(gone.token), gone.language
            )
            send([asking.note(gone, f"paused:{int(at.timestamp())}", title, text)], at=at)
