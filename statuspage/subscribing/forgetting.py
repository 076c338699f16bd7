"""Writes that forget what serves nobody any more: uses of the form, questions never answered, letters long done."""

from datetime import datetime, timedelta

from statuspage.models import Announcement, Letter, Subscriber
from statuspage.readers import signing_in
from statuspage.subscribing import flooding

UNANSWERED, LETTERS = timedelta(days=30), timedelta(days=90)


def forget(*, at: datetime) -> None:
    """Addresses that nobody confirmed are nobody's business; of old news the words stay, not who got them.

    Whoever had ended it before somebody typed her address again is kept as that: no list brings her back.
    """
    flooding.forget(at=at)
    signing_in.forget(at=at)
    unanswered = Subscriber.objects.filter(state=Subscriber.State.PENDING, asked_at__lt=at - UNANSWERED)
    unanswered.exclude(ended_at=None).update(state=Subscriber.State.UNSUBSCRIBED)
    unanswered.delete()
    old = Announcement.objects.filter(state=Announcement.State.DONE, finished_at__lt=at - LETTERS)
    Letter.objects.filter(announcement__in=old).delete()
