"""What the page of one schedule shows: its week layer by layer, and what can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.actors import Actor
from accounts.models import User
from oncall.models import Layer, Override, Schedule, Swap
from oncall.operations.schedule_rules import may_draw
from oncall.queries.plans import planned, with_layers
from oncall.rota.coverage import Plan, coverage
from oncall.rota.hours_words import say_one
from oncall.rota.rotation import DAY
from oncall.shown.duties import MOST_WEEKS, DutyCard, GapCard, cards_of, gaps_of, namer, users_of
from oncall.shown.week_picture import Names, Row, Week, layer_rows


@dataclass(frozen=True, kw_only=True)
class LayerLine:
    """One layer in words."""

    layer: Layer
    words: str
    names: str


@dataclass(frozen=True, kw_only=True)
class SchedulePage:
    """One schedule."""

    schedule: Schedule
    card: DutyCard
    gaps: Sequence[GapCard]
    layers: Sequence[LayerLine]
    overrides: Sequence[Override]
    swaps: Sequence[Swap]
    week: Week
    days: Sequence[tuple[int, str, bool]]
    rows: Sequence[Row]
    agenda: Sequence[tuple[datetime, datetime, str]]
    now_column: int | None
    ahead: int
    draws: bool

    @property
    def earlier(self) -> int:
        return self.ahead - 1

    @property
    def later(self) -> int:
        return self.ahead + 1


def schedule_page(
    schedule_id: int, actor: Actor, at: datetime, zone: ZoneInfo, ahead: int = 0
) -> SchedulePage:
    """Everything of the page. Raises Schedule.DoesNotExist."""
    ahead = max(-MOST_WEEKS, min(MOST_WEEKS, ahead))
    week = Week.of(at, zone, ahead)
    since = min(at, week.starts_at)
    row = with_layers(Schedule.objects.filter(pk=schedule_id), since=since).get()
    [(_, plan)] = found = planned([row], since=since)
    users = users_of(found)
    say = namer(users)
    open_layers = [layer for layer in row.layers.all() if layer.ends_at is None or layer.ends_at > at]
    return SchedulePage(
        schedule=row,
        card=cards_of(found, users, actor, at)[0],
        gaps=gaps_of(row, plan, users, at),
        layers=[
            LayerLine(layer=layer, words=in_words(layer), names=say(now_in(layer, at)))
            for layer in reversed(open_layers)
        ],
        overrides=list(row.overrides.filter(ends_at__gt=at).select_related("user", "layer")),
        swaps=list(row.swaps.filter(ends_at__gt=at, withdrawn_at=None).select_related("gives", "takes")),
        week=week,
        days=week.days(at),
        rows=layer_rows(plan, [layer.name for layer in row.layers.all()], week, say),
        agenda=_agenda(plan, at, say),
        now_column=week.now(at),
        ahead=ahead,
        draws=may_draw(actor),
    )


def names_of(user_ids: Sequence[int]) -> list[str]:
    """The names of these people, in this order."""
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=user_ids)}
    return [names[one] for one in user_ids if one in names]


def in_words(layer: Layer) -> str:
    """How long a turn is, when it is handed over, and at which hours it counts."""
    if layer.brought_from:
        last = max((row.ends_at for row in layer.shifts.all()), default=None)
        return f"from the calendar {layer.brought_from}" + (
            f", until {last:%-d %B %Y}" if last else ", all over"
        )
    hand_over = f"{layer.anchor:%H:%M}"
    if layer.unit == Layer.Unit.CUSTOM:
        turn = "in a pattern of " + ", ".join(f"{n / 24:g} d" if n >= 24 else f"{n} h" for n in layer.pattern)
    elif layer.every == 1:
        turn = f"a {layer.unit} each"
    else:
        turn = f"{layer.every} {layer.get_unit_display()} each"
    if layer.unit == Layer.Unit.WEEK:
        hand_over = f"{layer.anchor:%A} {hand_over}"
    together = f", {layer.at_once} at once" if layer.at_once > 1 else ""
    hours = [say_one(one) for one in layer.hours]
    only = f", only {', and '.join(hours)}" if hours else ""
    return f"{turn}{together}, handed over {hand_over}{only}{_holidays(layer)}"


def _holidays(layer: Layer) -> str:
    """What holidays change, and whose they are."""
    if not layer.on_holidays:
        return ""
    whose = layer.holidays_of.name if layer.holidays_of else "no calendar"
    only = layer.on_holidays == Layer.OnHolidays.ONLY
    return f", only on holidays of {whose}" if only else f", not on holidays of {whose}"


def now_in(layer: Layer, at: datetime) -> list[str]:
    """Who takes turns now or will; of a layer that was brought in, whoever still has a shift."""
    if layer.brought_from:
        return list(dict.fromkeys(str(row.user_id) for row in layer.shifts.all() if row.ends_at > at))
    return [str(row.user_id) for row in layer.members.all() if row.leaves_at is None or row.leaves_at > at]


def _agenda(plan: Plan, at: datetime, say: Names) -> list[tuple[datetime, datetime, str]]:
    """The next days as a list, for narrow screens and for ears."""
    shifts = coverage(plan, at, at + 7 * DAY)
    return [(shift.starts_at, shift.ends_at, say(shift.users)) for shift in shifts]
