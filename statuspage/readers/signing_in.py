"""Writes of readers who come by mail: asked, sent, let in, gone.

Whoever asks is answered, and costs, the same whether she is invited or not; that is looked up when the mail is made.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.queries import company
from notifications.sending import Outgoing, send
from outbox.models import Queue
from outbox.operations import ToDo, put
from statuspage.models import PageKey, SignIn, StatusPage
from statuspage.published.whereabouts import address_of
from statuspage.readers import words
from statuspage.readers.invited import is_invited
from statuspage.readers.tokens import nonce_in, token_of

STAYS = timedelta(days=30)
A_DAY = timedelta(days=1)


@transaction.atomic
def ask_in(*, page: StatusPage | None, email: str, language: str, at: datetime) -> SignIn:
    """Somebody asks for a link to a page, or to one that is not there."""
    row = SignIn.objects.create(page=page, email=email.lower(), language=language, asked_at=at)
    payload = {"sign_in": row.pk}
    put(ToDo("statuspage.send_sign_in", row.key, due_at=at, payload=payload, queue=Queue.BULK), at=at)
    return row


def invite(key: PageKey, *, at: datetime) -> None:
    """Tell whoever a link is for that she may sign in to its page, in the page's first language."""
    page = key.page
    language = next(iter(page.languages), "en")
    where = f"{address_of(page)}/{language}/sign-in/"
    title, text = words.invitation(page.name or company().name, where, language)
    send([_mail(f"page_key:{key.pk}:invitation", key.email, title, text, language)], at=at)


@transaction.atomic
def send_link(*, sign_in_id: int, at: datetime) -> bool:
    """Send the link to whoever is invited; of anybody else nothing is kept, and False is answered."""
    row = SignIn.objects.select_related("page").filter(pk=sign_in_id, sent_at=None).first()
    if row is None:
        return False
    if row.page is None or row.page.is_public or not is_invited(row.page, row.email, at=at):
        row.delete()
        return False
    row.sent_at = at
    row.save(update_fields=["sent_at"])
    send([_letter(row, row.page)], at=at)
    return True


@transaction.atomic
def enter(*, page: StatusPage, token: str, at: datetime) -> SignIn | None:
    """Let her in by the link of her mail, once. None when it was used, is too old, or she is not invited any more."""
    row = waiting(page, token)
    if row is None:
        return None
    row = SignIn.objects.select_for_update().get(pk=row.pk)
    if row.used_at is not None or not is_invited(page, row.email, at=at):
        return None
    row.used_at = at
    row.save(update_fields=["used_at"])
    return row


def waiting(page: StatusPage, token: str) -> SignIn | None:
    """Whose link to this page it is, while it was not used."""
    nonce = nonce_in(token)
    return SignIn.objects.filter(page=page, nonce=nonce, used_at=None).first() if nonce else None


def reader(page: StatusPage, number: str, *, at: datetime) -> SignIn | None:
    """Who holds the page open by this sign-in: not signed out, and invited at this moment."""
    held = SignIn.objects.filter(page=page, ended_at=None, used_at__gt=at - STAYS)
    row = held.filter(pk=int(number)).first() if number.isdecimal() else None
    return row if row and is_invited(page, row.email, at=at) else None


def leave(*, page: StatusPage, number: str, at: datetime) -> None:
    """She signs out: what she was let in by opens nothing any more, also where it was copied to."""
    if number.isdecimal():
        SignIn.objects.filter(page=page, pk=int(number), ended_at=None).update(ended_at=at)


def forget(*, at: datetime) -> None:
    """Links that nobody used, and readers who have gone."""
    old = Q(used_at=None, asked_at__lt=at - A_DAY) | Q(ended_at__lt=at - A_DAY)
    SignIn.objects.filter(old | Q(used_at__lt=at - STAYS)).delete()


def _letter(row: SignIn, page: StatusPage) -> Outgoing:
    link = f"{address_of(page)}/{row.language}/sign-in/{token_of(row.nonce)}/"
    title, text = words.link_to(page.name or company().name, link, row.language)
    return _mail(row.key, row.email, title, text, row.language)


def _mail(key: str, email: str, title: str, text: str, language: str) -> Outgoing:
    return Outgoing(
        key=key,
        kind="note",
        subject_key=key,
        recipient=key,
        recipient_label=email,
        channel="email",
        address=email,
        title=title,
        body=text,
        language=language,
    )
