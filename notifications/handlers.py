"""What the relay calls: messages handed to providers, and a look whether they have arrived."""

import logging
from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone

from notifications import amending, trying
from notifications.attempting import Taken, note_failure, note_sent
from notifications.beginning import begin_attempts
from notifications.channels.protocol import ChannelFailure, PermanentFailure
from notifications.handing_over import Failed, hand_over
from notifications.reporting import doubt, settled_among
from notifications.telling import Word, tell_staff
from outbox.handling import MOOT, Due, TryAgain, outside_transaction, side_by_side, together

log = logging.getLogger(__name__)


def deliver_side_by_side(dues: Sequence[Due]) -> Iterator[Mapping[int, str | Exception | None]]:
    """Try a delivery each. No lock is held while the providers are asked, and none waits for another."""
    of = {due.payload.get("delivery") or due.key: due for due in dues}
    attempts = begin_attempts(list(of), at=max(due.at for due in dues))
    yield {due.id: MOOT for key, due in of.items() if key not in attempts}
    for answered in hand_over(list(attempts.values())):
        try:
            results = _written_down(answered, of)
        except Exception as error:
            # These come back; what the providers of the others answer is still written down.
            results = {of[one.attempt.delivery.key].id: error for one in answered}
        yield results


def _written_down(
    answered: Sequence[Taken | Failed], of: Mapping[str, Due]
) -> dict[int, str | Exception | None]:
    taken = [one for one in answered if isinstance(one, Taken)]
    lost = note_sent(taken, at=timezone.now()) if taken else {}
    results: dict[int, str | Exception | None] = {}
    for one in answered:
        due = of[one.attempt.delivery.key]
        results[due.id] = _refused(one, due) if isinstance(one, Failed) else _taken(lost.get(one.attempt.pk))
    return results


@side_by_side(deliver_side_by_side)
def deliver(due: Due) -> str | None:
    """Try one delivery."""
    for results in deliver_side_by_side([due]):
        for said in results.values():
            if isinstance(said, Exception):
                raise said
            return said
    return None


def _taken(wait: float | None) -> TryAgain | None:
    return None if wait is None else TryAgain("It was taken and lost at once.", seconds=wait)


def _refused(failed: Failed, due: Due) -> str | Exception:
    """Note what the provider said. An error of ours goes on to the outbox; the last attempt can only say: failed."""
    failure = _failure(failed.error, due)
    if failure is None:
        return failed.error
    wait = note_failure(attempt=failed.attempt, failure=failure, at=timezone.now())
    return "failed" if wait is None else TryAgain(str(failed.error), seconds=wait)


def confirm_together(dues: Sequence[Due]) -> dict[int, str | None]:
    """Most have arrived long since: they end here, and only the others are looked at one by one."""
    settled = settled_among([due.payload["attempt"] for due in dues])
    return {due.id: MOOT for due in dues if due.payload["attempt"] in settled}


@together(confirm_together)
def confirm(due: Due) -> str | None:
    """A minute has passed since the provider took it."""
    return None if doubt(attempt_id=due.payload["attempt"], at=due.at) else MOOT


@outside_transaction
def amend(due: Due) -> str | None:
    """A message that was sent says what has become of the matter."""
    amended = amending.amend(delivery_key=due.payload["delivery"], outcome=due.payload["outcome"])
    return None if amended else MOOT


@outside_transaction
def answer_press(due: Due) -> str | None:
    """Whoever pressed a button reads what it did."""
    said = due.payload
    told = amending.answer_press(channel=said["channel"], answer_to=said["answer_to"], words=said["words"])
    return None if told else MOOT


def send_code(due: Due) -> str | None:
    """Somebody wants to prove that a number or an address is hers."""
    return None if trying.send_code(code_id=due.payload["code"], key=due.key, at=due.at) else MOOT


def send_test(due: Due) -> str | None:
    """Somebody wants to see whether she is reached."""
    return None if trying.send_test(method_id=due.payload["method"], key=due.key, at=due.at) else MOOT


def tell_colleagues(due: Due) -> str | None:
    """A fact that colleagues should read: its own `title` and `text`, for its `list`, `roles` and `people`."""
    said = due.payload
    text = f"{said['text']}\n\nRead on: {said['url']}\n"
    word = Word(key=due.key, subject_key=said["subject"], title=said["title"], text=text)
    whom = {
        "list_name": said.get("list", ""),
        "roles": said.get("roles", ()),
        "people": said.get("people", ()),
    }
    told = tell_staff(word, **whom, at=due.at)
    return None if told else MOOT


def _failure(error: Exception, due: Due) -> ChannelFailure | None:
    """What the channel said, if it was the channel."""
    if isinstance(error, ChannelFailure):
        return error
    if not due.is_last:
        return None
    log.error("Delivery %s cannot be sent", due.key, exc_info=error)
    return PermanentFailure("broken", "It could not be sent, for an error of our own.", needs_operator=True)
