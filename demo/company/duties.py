"""The demo's schedules: layers, a night that follows the sun, a calendar from elsewhere, and one gap.

Whoever is paged today stays on call.
"""

from datetime import UTC, datetime, timedelta

from accounts.actors import actor_of
from accounts.models import User
from oncall.models import Absence, Layer, LayerMember, Schedule
from oncall.operations import bringing_in
from oncall.shown.drafts import draft_page

# A Monday morning: the hand-over from which the demo's rotations count.
ANCHOR = datetime(2026, 1, 5, 9, tzinfo=UTC)
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
SATURDAY = 5
FROM_HOUR, HOURS = 18, 12


def weekly(name: str, members: list[User]) -> Schedule:
    """A schedule of one layer, a week each; what exists is left as people changed it."""
    schedule, is_new = Schedule.objects.get_or_create(name=name, defaults={"zone": "Europe/London"})
    if is_new:
        _layer(schedule, "Weekly", members, position=10)
    return schedule


def around_the_sun(name: str, shifts: list[tuple[str, str, str, list[User]]]) -> Schedule:
    """A layer for each place: its name, the hours in London, and who works there, a week each."""
    schedule, is_new = Schedule.objects.get_or_create(name=name, defaults={"zone": "Europe/London"})
    if is_new:
        for place, (town, opens, closes, members) in enumerate(shifts, start=1):
            hours: list[dict[str, object]] = [{"days": EVERY_DAY, "opens": opens, "closes": closes}]
            _layer(schedule, town, members, position=10 * place, hours=hours)
    return schedule


def nights(schedule: Schedule, members: list[User]) -> None:
    """A layer over the weekly one, from Monday to Friday."""
    if not schedule.layers.filter(name="Nights").exists():
        hours: list[dict[str, object]] = [{"days": EVERY_DAY[:5], "opens": "21:00", "closes": "06:00"}]
        _layer(schedule, "Nights", members, position=20, hours=hours)


def leave_a_gap(users: list[User], at: datetime) -> None:
    """Next Saturday night they are away, and nobody else has the duty."""
    if not Absence.objects.exists():
        saturday = at.astimezone(UTC) + timedelta(days=(SATURDAY - at.weekday()) % 7 or 7)
        begins = saturday.replace(hour=FROM_HOUR, minute=0, second=0, microsecond=0)
        Absence.objects.bulk_create(
            Absence(user=user, starts_at=begins, ends_at=begins + timedelta(hours=HOURS), why="A wedding")
            for user in users
        )


def from_elsewhere(name: str, manager: User, at: datetime) -> None:
    """A schedule whose layer is a calendar of another tool: weeks in turn, by the names that it uses."""
    schedule, is_new = Schedule.objects.get_or_create(name=name, defaults={"zone": "Europe/Berlin"})
    if not is_new:
        return
    actor = actor_of(manager)
    draft = bringing_in.look_at(
        schedule_id=schedule.pk,
        layer_name="Calendar of the security team",
        file_name="security.ics",
        content=_calendar(at).encode(),
        actor=actor,
        at=at,
    )
    meant = {line.name: line.guess for line in draft_page(draft).names}
    bringing_in.let_in(draft_id=draft.pk, people=meant, actor=actor, at=at)


def _calendar(at: datetime) -> str:
    """Two people, a week each from last Monday on, as such a tool writes it."""
    monday = at.astimezone(UTC).date() - timedelta(days=at.weekday())
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Another tool//EN"]
    for number, who in enumerate(("Jonas Weil", "Priya Raman")):
        starts, ends = (monday + timedelta(weeks=number + week) for week in (0, 1))
        lines += ["BEGIN:VEVENT", f"UID:security-{number}", f"SUMMARY:On call: {who}"]
        lines += [f"DTSTART;VALUE=DATE:{starts:%Y%m%d}", f"DTEND;VALUE=DATE:{ends:%Y%m%d}"]
        lines += ["RRULE:FREQ=WEEKLY;INTERVAL=2", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _layer(
    schedule: Schedule,
    name: str,
    members: list[User],
    *,
    position: int,
    hours: list[dict[str, object]] | None = None,
) -> None:
    layer = Layer.objects.create(
        schedule=schedule, name=name, position=position, anchor=ANCHOR, hours=hours or []
    )
    LayerMember.objects.bulk_create(
        LayerMember(layer=layer, user=user, position=place) for place, user in enumerate(members, start=1)
    )
