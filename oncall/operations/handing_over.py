"""People hear of their duty before it begins, as it begins and as it ends; owners of a schedule hear of its gaps.

Each notice is an entry of the outbox with its own time, named after person and change: planned as often as one likes,
said once, and moot when somebody has swapped the duty meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from notifications.models import Delivery
from notifications.operations import Outgoing, send
from oncall.models import DutyWish, Schedule
from oncall.paging.reaching import Urgency, departures
from oncall.queries.habits import habits_of
from oncall.queries.open_for import open_for
from oncall.queries.plans import plans, users_in
from oncall.queries.roster import methods_of
from oncall.rota import duty_words as words
from oncall.rota.coverage import Plan, on_call
from oncall.rota.hand_over import BEFORE, FRESH, OFF, ON, Notice, Wish, holds, leaves_at, notices
from outbox.handling import MOOT
from outbox.models import Queue
from outbox.operations import ToDo, put_many
from timeline.actors import SYSTEM
from timeline.operations import record

Said = Callable[[User], str]
TOPIC = "oncall.tell_hand_over"
# Looked at a little backwards too: a swap at short notice, or a beat that stood still, still says who has it.
LATE, SOON = timedelta(minutes=30), timedelta(hours=1)


def plan_notices(*, at: datetime) -> int:
    """Put what falls due within the hour into the outbox; what is there already stays as it is."""
    found = plans(since=at - LATE - FRESH)
    wishes = wishes_of(users_in(found))
    todos = [
        _todo(row, notice) for row, plan in found for notice in notices(plan, wishes, at - LATE, at + SOON)
    ]
    put_many(todos, at=at)
    return len(todos)


def tell_hand_over(*, schedule_id: int, notice: Notice, key: str, at: datetime) -> str | None:
    """Say it, if it is still so."""
    found = plans(since=min(at, notice.change_at) - FRESH, ids=[schedule_id])
    user = User.objects.filter(pk=int(notice.user), is_active=True).first()
    if not found or user is None or not holds(found[0][1], notice, at):
        return MOOT
    row, plan = found[0]
    with transaction.atomic():
        send_quietly(
            [user], row, key=key, sort=notice.sort, said=lambda who: _said(row, plan, notice, who), at=at
        )
        about = {"schedule": row.pk, "name": row.name, "user": user.pk, "user_label": str(user)}
        record(
            "schedule.handed_over", subject=row.key, actor=SYSTEM, at=at, data={**about, "sort": notice.sort}
        )
    return None


def reason_against(delivery: Delivery, at: datetime) -> str:
    """Why a notice that waited for the end of quiet hours must not leave any more: the duty is not hers now."""
    _, schedule, user, sort, minutes, stamp, *_ = delivery.key.split("|")
    if sort == OFF or not schedule.isdigit():
        return ""
    notice = Notice(user, ON, int(minutes), datetime.fromisoformat(stamp))
    found = plans(since=notice.change_at - FRESH, ids=[int(schedule)])
    if found and holds(found[0][1], notice, max(notice.change_at, at)):
        return ""
    return "This duty is over, or somebody else has it by now."


def send_quietly(
    people: Sequence[User],
    row: Schedule,
    *,
    key: str,
    sort: str,
    said: Said,
    at: datetime,
    kind: str = "duty",
) -> int:
    """By each person's ways for what is less urgent, never by a call, in her language; returns how many messages."""
    ids = [user.pk for user in people]
    ways, habits = methods_of(ids), habits_of(ids)
    messages = []
    for user in people:
        mine = [way for way in ways.get(user.pk, ()) if way.kind != "voice"]
        with override(user.language):
            text, title = said(user), words.title(sort, row.name)
        leaving = departures([way.kind for way in mine], habits[user.pk], urgency=Urgency.LOW, at=at)
        for departure in leaving:
            way = next(one for one in mine if one.kind == departure.kind)
            messages.append(
                Outgoing(
                    key=f"{key}|{way.pk}"[:200], kind=kind, subject_key=row.key, recipient=user.key,
                    recipient_label=str(user), channel=way.kind, address=way.address, title=title,
                    body=_body(text, row, way.kind), link=_link(row), after_seconds=departure.after_s,
                    language=user.language,
                )
            )  # fmt: skip
    send(messages, at=at)
    return len(messages)


def wishes_of(user_ids: Collection[int]) -> dict[str, Wish]:
    """What people want to hear; who never said has no entry."""
    both = DutyWish.AtChange.BOTH
    return {
        str(one.user_id): Wish(
            before=tuple(one.before), on=one.at_change in (ON, both), off=one.at_change in (OFF, both)
        )
        for one in DutyWish.objects.filter(user__in=user_ids)
    }


def _todo(row: Schedule, notice: Notice) -> ToDo:
    stamp = notice.change_at.isoformat()
    said = {
        "schedule": row.pk,
        "user": notice.user,
        "sort": notice.sort,
        "minutes": notice.minutes,
        "at": stamp,
    }
    key = f"duty|{row.pk}|{notice.user}|{notice.sort}|{notice.minutes}|{stamp}"
    return ToDo(topic=TOPIC, key=key, due_at=notice.due_at, payload=said, queue=Queue.BULK)


def _said(row: Schedule, plan: Plan, notice: Notice, user: User) -> str:
    if notice.sort == OFF:
        ids = [int(one) for one in on_call(plan, notice.change_at)]
        return words.ends(row.name, [str(one) for one in User.objects.filter(pk__in=ids, is_active=True)])
    ends_at = leaves_at(plan, notice.user, notice.change_at)
    if notice.sort == BEFORE:
        return words.coming(row.name, notice.change_at, ends_at, user.zone)
    is_open = [" ".join(filter(None, (one.reference, one.priority, one.title))) for one in open_for(row)]
    return words.begins(row.name, ends_at, user.zone, is_open)


def _body(said: str, row: Schedule, kind: str) -> str:
    return f"{said}\n\n{_link(row)}\n" if kind == "email" else said


def _link(row: Schedule) -> str:
    return settings.PUBLIC_URL + reverse("oncall:schedule", args=[row.pk])
