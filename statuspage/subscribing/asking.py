"""Writes of whoever comes and goes: asked to confirm, confirmed, changed, gone. Nobody is written to unasked."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from accounts import codes
from accounts.queries import company
from accounts.refusals import Invalid
from notifications.sending import Outgoing, send
from statuspage.models import Component, Letter, StatusPage, Subscriber, SubscriberCode
from statuspage.models.subscribers import new_token
from statuspage.subscribing import access, links, words

A_DAY = timedelta(days=1)
State = Subscriber.State
WRONG_CODE = mark(
    "That is not the code, or it is too old. Look at the newest message from us, and type its six digits."
)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants to hear of, and how. `components` are public ids; None is all of them, also later ones.

    `page` None is the default one; `reader` is who signed in to one that is not for everybody.
    """

    channel: str
    address: str
    contact: str = ""
    components: Sequence[str] | None = None
    language: str = "en"
    zone: str = "UTC"
    page: StatusPage | None = None
    reader: str = ""


def ask(wish: Wish, *, at: datetime) -> Subscriber:
    """Somebody wants this address told: it is asked, once a day at most, whether that is so.

    Whoever is subscribed already is told so in the same way, and nothing is changed: anybody can type any address.
    One whose reader may not read the page any more is told nothing: it goes to whoever may, and is asked anew.
    """
    with transaction.atomic():
        row = _locked(wish, at)
        lost = row.state == State.CONFIRMED and not access.is_open_to(row, at=at)
        if row.state != State.CONFIRMED or lost:
            _take_wishes(row, wish)
            if lost:
                row.asked_at = None
            if row.reader not in ("", wish.reader):
                row.token = new_token()  # links of another reader would show her what she may not read
            row.state, row.reason = State.PENDING, ""  # when she ended it is kept until she confirms
            row.contact, row.reader = wish.contact, wish.reader
        if row.asked_at is None or row.asked_at <= at - A_DAY:
            row.asked_at = at
            _send_question(row, at)
        row.save()
    return row


def confirm(*, token: str, at: datetime) -> Subscriber:
    """It was she who asked. Raises Subscriber.DoesNotExist."""
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().get(token=token)
        _confirm(row, at)
    return row


def confirm_by_code(*, number: str, digits: str, at: datetime) -> Subscriber:
    """Whoever has the phone types what was sent to it. Raises Invalid, the same for a number that nobody gave us."""
    with transaction.atomic():
        phones = Subscriber.objects.select_for_update().filter(channel="sms", address=number)
        sent = SubscriberCode.objects.filter(subscriber__in=list(phones), sent_at__gt=at - A_DAY)
        phone = _confirmed_by(sent, digits, at)
        if phone is None:
            sent.update(wrong_tries=F("wrong_tries") + 1)
    if phone is None:
        raise Invalid("CODE_WRONG", sentences=[_(WRONG_CODE)])
    return phone


def _confirmed_by(sent: QuerySet[SubscriberCode], digits: str, at: datetime) -> Subscriber | None:
    """One phone may be asked for several pages, by a code for each."""
    for code in sent.filter(wrong_tries__lt=codes.MOST_WRONG).select_related("subscriber"):
        if codes.is_right(digits, nonce=code.nonce, secret=settings.SECRET_KEY):
            _confirm(code.subscriber, at)
            code.delete()
            return code.subscriber
    return None


def change(*, token: str, components: Sequence[str] | None, language: str, zone: str) -> Subscriber:
    """She wants to hear of other things, or in another language. Raises Subscriber.DoesNotExist."""
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().get(token=token)
        wish = Wish(
            channel=row.channel, address=row.address, components=components, language=language, zone=zone
        )
        _take_wishes(row, wish)
        row.save()
    return row


def unsubscribe(*, token: str, at: datetime) -> Subscriber:
    """She wants no more, and what still waits does not leave. Twice is once. Raises Subscriber.DoesNotExist."""
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().get(token=token)
        if row.state != State.UNSUBSCRIBED:
            end(row, State.UNSUBSCRIBED, "", at)
    return row


def end(row: Subscriber, state: str, reason: str, at: datetime) -> None:
    """Write to this one no more; the caller holds its lock."""
    row.state, row.reason, row.ended_at = state, reason[:300], at
    row.save(update_fields=["state", "reason", "ended_at"])
    Letter.objects.filter(subscriber=row, state=Letter.State.WAITING).update(
        state=Letter.State.SKIPPED, error=row.get_state_display()
    )


def _confirm(row: Subscriber, at: datetime) -> None:
    if row.state == State.CONFIRMED:
        return
    row.state, row.confirmed_at, row.reason, row.ended_at = State.CONFIRMED, at, "", None
    row.failures, row.failing_since = 0, None
    row.save()


def _locked(wish: Wish, at: datetime) -> Subscriber:
    given = {"created_at": at, "contact": wish.contact, "reader": wish.reader}
    made, _new = Subscriber.objects.get_or_create(
        page=wish.page, channel=wish.channel, address=wish.address, defaults=given
    )
    return Subscriber.objects.select_for_update(of=("self",)).select_related("page").get(pk=made.pk)


def _take_wishes(row: Subscriber, wish: Wish) -> None:
    row.all_components = wish.components is None
    row.language, row.zone = wish.language, wish.zone
    row.components.set(Component.objects.filter(public_id__in=wish.components or ()))


def _send_question(row: Subscriber, at: datetime) -> None:
    if row.channel == Subscriber.Channel.SMS:
        nonce = secrets.token_hex(16)
        SubscriberCode.objects.update_or_create(
            subscriber=row, defaults={"nonce": nonce, "sent_at": at, "wrong_tries": 0}
        )
        digits = codes.digits_of(nonce, settings.SECRET_KEY)
        title, text = "", words.code(digits, _from(row), row.language)
    elif row.state == State.CONFIRMED:
        title, text = words.known(_from(row), links.managing(row.token), row.language)
    else:
        link = links.confirming(row)
        about = row.address if row.channel != Subscriber.Channel.EMAIL else ""
        title, text = words.question(_from(row), link, about, row.language)
    send([note(row, f"asked:{int(at.timestamp())}", title, text)], at=at)


def _from(row: Subscriber) -> str:
    """The name under which she knows the page."""
    return row.page.name if row.page is not None and row.page.name else company().name


def note(row: Subscriber, key: str, title: str, text: str) -> Outgoing:
    """A message about the subscription itself: to the person, never to a program."""
    by_text = row.channel == Subscriber.Channel.SMS
    return Outgoing(
        key=f"{row.key}:{key}",
        kind="note",
        subject_key=row.key,
        recipient=row.key,
        recipient_label=row.mailbox or row.address,
        channel="sms" if by_text else "email",
        address=row.address if by_text else row.mailbox,
        title=title,
        body=text,
        language=row.language,
    )
