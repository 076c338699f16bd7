"""What comes back: an address of a contact that does not exist is marked, and its newest message goes another way."""

from datetime import datetime, timedelta

from catalog.operations.contacts import note_refused, spellings
from notifications.models import Delivery
from notifications.reporting import note_returned

OF_CONTACTS = ("contact:", "partner_contact:")
FIELDS = {"email": "email", "sms": "phone", "whatsapp": "phone", "voice": "phone"}
# A mail server gives up after some days; what came back later than that is no news to anybody.
FRESH = timedelta(days=5)


def note_unreachable(*, delivery_id: int, at: datetime) -> bool:
    """A message to a contact failed for good, as there is no such address. False when it was none to a contact."""
    row = Delivery.objects.filter(pk=delivery_id).first()
    if row is None or row.channel not in FIELDS or not row.recipient.startswith(OF_CONTACTS):
        return False
    return note_refused(channel=FIELDS[row.channel], address=row.address, why=row.error, at=at) > 0


def note_mail_returned(*, address: str, why: str, at: datetime) -> int:
    """A mail that a server had taken came back: of each incident the newest to this address has failed after all.

    Returns how many contacts have this address, and were not known to be unreachable there.
    """
    spelt = {address, address.lower(), *spellings("email", address)}
    sent = Delivery.objects.filter(
        channel="email", address__in=spelt, state__in=("sent", "delivered"), sent_at__gt=at - FRESH
    )
    about = sent.filter(subject_key__startswith="incident:").exclude(
        kind__in=("page", "reply", "note", "answer")
    )
    newest = about.order_by("subject_key", "-id").distinct("subject_key").values_list("pk", "recipient")
    for pk, recipient in list(newest):
        if recipient.startswith(OF_CONTACTS):
            note_returned(delivery_id=pk, why=why, at=at)
    return note_refused(channel="email", address=address, why=why, at=at)
