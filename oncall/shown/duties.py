"""What the page of duties shows: who is on call now and next, where nobody will be, and the week as a drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.actors import Actor
from accounts.models import User
from oncall.models import Schedule, Swap
from oncall.operations.schedule_rules import may_draw
from oncall.queries.plans import members_in, open_swaps, plans, users_in
from oncall.rota.coverage import Plan, Shift, coverage, gaps, on_call, until
from oncall.shown.ladder import busy_with
from oncall.shown.week_picture import Names, Row, Week, result_row

AHEAD = timedelta(days=7)
MOST_WEEKS = 52
OFFERED = 3


@dataclass(frozen=True, kw_only=True)
class DutyCard:
    """One schedule: who has it now, until when, who follows, and the tap that takes it over or gives it back."""

    schedule: Schedule
    who: str
    mine: bool
    until_at: datetime | None
    next_who: str
    busy: dict[str, str] | None
    undo: int | None = None


@dataclass(frozen=True, kw_only=True)
class GapCard:
    """Nobody is on call; `offers` are those who could be asked, fewest hours in these days first."""

    schedule: Schedule
    starts_at: datetime
    ends_at: datetime
    offers: Sequence[User] = ()


@dataclass(frozen=True, kw_only=True)
class Board:
    """The page of duties."""

    cards: Sequence[DutyCard]
    gaps: Sequence[GapCard]
    swaps: Sequence[Swap]
    week: Week
    days: Sequence[tuple[int, str, bool]]
    rows: Sequence[tuple[Schedule, Row]]
    now_column: int | None
    ahead: int
    draws: bool
    links: Mapping[str, int] = field(default_factory=dict)


def board(actor: Actor, at: datetime, zone: ZoneInfo, ahead: int = 0) -> Board:
    """Everything of the page, in a number of queries that does not grow with the schedules."""
    ahead = max(-MOST_WEEKS, min(MOST_WEEKS, ahead))
    week = Week.of(at, zone, ahead)
    found = plans(since=min(at, week.starts_at))
    users = users_of(found)
    return Board(
        cards=cards_of(found, users, actor, at),
        gaps=[card for schedule, plan in found for card in gaps_of(schedule, plan, users, at)],
        swaps=list(open_swaps(at)),
        week=week,
        days=week.days(at),
        rows=[(row, result_row(plan, week, namer(users), name=row.name)) for row, plan in found],
        now_column=week.now(at),
        ahead=ahead,
        draws=may_draw(actor),
        links={"earlier": ahead - 1, "later": ahead + 1},
    )


def users_of(found: Sequence[tuple[Schedule, Plan]]) -> dict[str, User]:
    """Everybody who may come on call, by the key that plans use."""
    return {str(user.pk): user for user in User.objects.filter(pk__in=users_in(found), is_active=True)}


def namer(users: Mapping[str, User]) -> Names:
    """Turns keys into names; who has left has none."""
    return lambda keys: ", ".join(str(users[key]) for key in keys if key in users)


def cards_of(
    found: Sequence[tuple[Schedule, Plan]], users: Mapping[str, User], actor: Actor, at: datetime
) -> list[DutyCard]:
    """Each schedule with its people now and next, as one reader sees it."""
    on_duty = {row.pk: [key for key in on_call(plan, at) if key in users] for row, plan in found}
    busy = busy_with([int(keys[0]) for keys in on_duty.values() if keys])
    return [_card(row, plan, on_duty[row.pk], users, (actor, at, busy)) for row, plan in found]


def _card(
    row: Schedule,
    plan: Plan,
    keys: Sequence[str],
    users: Mapping[str, User],
    around: tuple[Actor, datetime, Mapping[int, dict[str, str]]],
) -> DutyCard:
    actor, at, busy = around
    change, say = until(plan, at), namer(users)
    mine = str(actor.user_id) in keys
    own = [o for o in row.overrides.all() if o.user_id == actor.user_id and o.starts_at <= at < o.ends_at]
    return DutyCard(
        schedule=row,
        who=say(keys),
        mine=mine,
        until_at=change,
        next_who=say(on_call(plan, change)) or "nobody" if change else "",
        busy=busy.get(int(keys[0])) if keys else None,
        undo=own[-1].pk if mine and own else None,
    )


def gaps_of(row: Schedule, plan: Plan, users: Mapping[str, User], at: datetime) -> list[GapCard]:
    """Where nobody is on call in the days to come, and who could be asked."""
    # Twice as far: a gap that begins in time is shown with its true end.
    shifts = coverage(plan, at, at + 2 * AHEAD)
    hours = _seconds(shifts, until=at + AHEAD)
    members = members_in(plan)
    found = []
    for gap in gaps(shifts):
        if gap.starts_at >= at + AHEAD:
            break
        away = {
            one.user for one in plan.absences if one.starts_at < gap.ends_at and one.ends_at > gap.starts_at
        }
        free = sorted((members - away) & set(users), key=lambda key: (hours.get(key, 0), users[key].name))
        offers = [users[key] for key in free[:OFFERED]]
        found.append(GapCard(schedule=row, starts_at=gap.starts_at, ends_at=gap.ends_at, offers=offers))
    return found


def _seconds(shifts: Sequence[Shift], *, until: datetime) -> dict[str, float]:
    """How long each is on call until then."""
    found: dict[str, float] = {}
    for shift in shifts:
        for user in shift.users:
            lasts = (min(shift.ends_at, until) - shift.starts_at).total_seconds()
            found[user] = found.get(user, 0) + max(0, lasts)
    return found
