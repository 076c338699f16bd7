"""Writes of what comes back: a message that could not be delivered, as its server reports it (RFC 3464).

Whoever cannot be reached for good is written to no more; what may work tomorrow changes nothing. The plan looks again
at whom it passed over because a letter had told her.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from django.db import transaction
from django.db.models import QuerySet

from incidents.operations.returning import note_mail_returned
from incidents.stages import OPEN_STAGES
from notifications.channels.smtp_mail import NO_SUCH_MAILBOX
from notifications.models import Delivery
from outbox.handling import MOOT
from outbox.operations import ToDo, put_many
from statuspage.models import Letter, Subscriber
from statuspage.subscribing import access, asking

NO_SUCH_ADDRESS = frozenset({"550", "551", "553", "21211", "21610", "21614", "30005", "30006"})
"""What providers answer about an address that is none, or whose holder wants nothing of ours."""


def take_report(content: bytes, *, at: datetime) -> int:
    """Read a delivery report; how many subscribers and contacts it concerns. Anything else is no report of anybody.

    A contact of a customer is not written to there any more, and gets what came back by her next way.
    """
    mail = message_from_bytes(content, policy=policy.default)
    ended = 0
    for address, why in _failed_for_good(mail):
        # First the contact: where the plan writes to her instead, it knows that there is no mailbox.
        ended += note_mail_returned(address=address, why=why, at=at)
        ended += _bounce(Subscriber.objects.filter(channel="email", address=address.lower()), why, at)
    return ended


def note_message_failed(*, delivery_id: int, at: datetime) -> str | None:
    """A message to a subscriber failed for good at its provider."""
    delivery = Delivery.objects.filter(pk=delivery_id, recipient__startswith="subscriber:").first()
    if delivery is None:
        return MOOT
    rows = Subscriber.objects.filter(pk=delivery.recipient.partition(":")[2], address=delivery.address)
    ended = _bounce(rows, delivery.error, at) if delivery.error_code in NO_SUCH_ADDRESS else 0
    looked = _have_the_plan_look(rows, f"delivery:{delivery.pk}", at)
    return None if ended or looked else MOOT


def reason_against(delivery: Delivery, at: datetime) -> str:
    """Just before a text message leaves: whether its reader has gone meanwhile."""
    key = delivery.recipient.partition(":")[2]
    row = Subscriber.objects.filter(pk=key, state=Subscriber.State.CONFIRMED).select_related("page").first()
    if row is None:
        return "Unsubscribed meanwhile."
    return "" if access.is_open_to(row, at=at) else access.LOST


def _bounce(rows: QuerySet[Subscriber], why: str, at: datetime) -> int:
    open_ones = (Subscriber.State.CONFIRMED, Subscriber.State.PENDING)
    with transaction.atomic():
        found = list(rows.select_for_update().filter(state__in=open_ones))
        for row in found:
            asking.end(row, Subscriber.State.BOUNCED, why, at)
        if found:
            _have_the_plan_look(found, f"bounced:{found[0].pk}:{int(at.timestamp())}", at)
    return len(found)


def _have_the_plan_look(rows: Iterable[Subscriber], cause: str, at: datetime) -> int:
    """The open incidents of which these were sent letters: what did not arrive has told nobody."""
    sent = Letter.objects.filter(
        subscriber__in=rows,
        state=Letter.State.SENT,
        announcement__public_incident__incident__stage__in=OPEN_STAGES,
    )
    incidents = list(sent.values_list("announcement__public_incident__incident", flat=True).distinct())
    put_many(
        [
            ToDo(
                topic="incidents.run_plan",
                key=f"{cause}:incident:{incident}",
                due_at=at,
                payload={"incident": incident},
            )
            for incident in incidents
        ],
        at=at,
    )
    return len(incidents)


def _failed_for_good(mail: EmailMessage) -> Iterator[tuple[str, str]]:
    """Addresses with the reason, of the parts of a report that say so."""
    if mail.get_content_type() != "multipart/report":
        return
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else ():
            if isinstance(block, Message) and _is_final(block):
                yield _address(block), f"The mail came back: {_words(block)}"


def _is_final(block: Message) -> bool:
    status = str(block.get("Status", "")).strip()
    return str(block.get("Action", "")).strip().lower() == "failed" and status in NO_SUCH_MAILBOX


def _address(block: Message) -> str:
    """The one that we wrote to, where it was forwarded."""
    told = block.get("Original-Recipient") or block.get("Final-Recipient") or ""
    return str(told).partition(";")[2].strip()


def _words(block: Message) -> str:
    said = str(block.get("Diagnostic-Code", "")).partition(";")[2]
    return " ".join(said.split())[:200] or str(block.get("Status", ""))
