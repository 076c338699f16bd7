"""The lanes on which letters leave: each an entry of the bulk queue that works for a few seconds and comes back.

So a hundred thousand letters never stand before anything else, and pages for people on call have workers of their own.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings

from outbox.handling import MOOT, TryAgain
from outbox.models import Queue
from outbox.operations import ToDo, put_many
from statuspage.models import Announcement, Letter, Subscriber
from statuspage.subscribing import claiming, heard
from statuspage.subscribing.carrying import Carry, Stopped, by_mail, by_post, by_text

Channel = Subscriber.Channel
State = Announcement.State
LANES: dict[str, tuple[tuple[str, ...], Carry]] = {
    "mail-1": ((Channel.EMAIL.value,), by_mail),
    "mail-2": ((Channel.EMAIL.value,), by_mail),
    "programs": ((Channel.WEBHOOK.value, Channel.SLACK.value, Channel.TEAMS.value), by_post),
    "texts": ((Channel.SMS.value,), by_text),
}
MAIL_LANES = 2
A_SLICE_S = 4.0
A_HANDFUL = {"programs": 16}
MAILS_AT_ONCE = 100
SOONEST_S, LATEST_S = 2.0, 300.0
TO_PEOPLE = frozenset({"mail-1", "mail-2", "texts"})
PLAN_FIRST_S = 1.0
LOOK_AGAIN = timedelta(seconds=20)


def begin(row: Announcement, *, at: datetime) -> None:
    """Put an entry for each lane that has letters; the caller saves the row. With none it is done."""
    used = set(row.letters.filter(state__in=claiming.OPEN).values_list("channel", flat=True).distinct())
    row.round += 1
    row.state, row.trouble = (State.SENDING, "") if used else (State.DONE, "")
    row.finished_at = None if used else at
    put_many(
        [
            ToDo(
                topic="statuspage.send_letters",
                key=f"announcement:{row.pk}:{row.round}:{lane}",
                due_at=at,
                payload={"announcement": row.pk, "round": row.round, "lane": lane},
                queue=Queue.BULK,
            )
            for lane, (channels, _) in LANES.items()
            if used & set(channels)
        ],
        at=at,
    )


def work(announcement_id: int, lane: str, begun: int, *, now: Callable[[], datetime]) -> str | None:
    """Carry letters for a while. Raises TryAgain while there are more."""
    known = Announcement.objects.select_related("page", "public_incident__incident")
    row = known.filter(pk=announcement_id).first()  # with its page its letters are gone
    if row is None or row.state != State.SENDING or row.round != begun:
        return MOOT
    if lane in TO_PEOPLE and heard.plan_is_writing(row, at=now()):
        raise TryAgain("The notification plan goes first.", seconds=PLAN_FIRST_S)
    channels, carry = LANES[lane]
    started, until, most = monotonic(), monotonic() + A_SLICE_S, _most(lane)
    carried = 0
    while monotonic() < until and carried < most:
        letters = claiming.claim(
            row, channels, at=now(), limit=min(A_HANDFUL.get(lane, MAILS_AT_ONCE), most - carried)
        )
        if not letters:
            break
        carried += _carried(row, carry, _left(row, letters, now()), until, now)
    rest = claiming.rest_s(row, channels, at=now())
    if rest is None:
        _finish(row, now())
        return None
    if carried:
        pause = max(0.0, A_SLICE_S - (monotonic() - started)) if carried >= most else 0.0
        raise TryAgain("More letters wait.", seconds=pause)
    raise TryAgain("Letters wait for their time.", seconds=min(max(rest, SOONEST_S), LATEST_S))


def pause(row: Announcement) -> bool:
    """Let no more letters of it leave; what is in a server's hands is gone. The caller holds its lock."""
    if row.state != State.SENDING:
        return False
    row.state = State.PAUSED
    row.save(update_fields=["state"])
    return True


def resume(row: Announcement, *, at: datetime) -> bool:
    """Go on where it was paused; the caller holds its lock."""
    if row.state != State.PAUSED:
        return False
    begin(row, at=at)
    row.save()
    return True


def _left(row: Announcement, letters: list[Letter], at: datetime) -> list[Letter]:
    """Without those whose readers hear it from the plan; where that is not sure yet, they wait."""
    told = heard.by_the_plan(row, letters)
    for one in letters:
        if told.get(one.pk):
            claiming.note_heard(one)
        elif one.pk in told:
            claiming.note_later(one, "The notification plan is telling her.", not_before=at + LOOK_AGAIN)
    return [one for one in letters if one.pk not in told]


def _carried(
    row: Announcement, carry: Carry, letters: list[Letter], until: float, now: Callable[[], datetime]
) -> int:
    if not letters:
        return 0
    try:
        done = carry(row, letters, until, now)
    except Stopped as stopped:
        claiming.give_back(letters)
        Announcement.objects.filter(pk=row.pk).update(trouble=stopped.sentence[:300])
        raise TryAgain(stopped.sentence, seconds=stopped.seconds) from stopped
    claiming.give_back(letters[done:])
    if row.trouble:
        row.trouble = ""
        Announcement.objects.filter(pk=row.pk).update(trouble="")
    return done


def _most(lane: str) -> int:
    """Letters that may leave in one slice, where the operator's mail server takes only so many a minute."""
    limit = settings.SUBSCRIBER_MAILS_A_MINUTE
    return (
        max(1, round(limit * A_SLICE_S / 60 / MAIL_LANES)) if limit and lane.startswith("mail") else 1_000_000
    )


def _finish(row: Announcement, at: datetime) -> None:
    """The last lane closes it."""
    if not Letter.objects.filter(announcement=row, state__in=claiming.OPEN).exists():
        Announcement.objects.filter(pk=row.pk, state=State.SENDING).update(state=State.DONE, finished_at=at)
