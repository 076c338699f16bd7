"""The demo's schedules: whoever is paged today stays on call; layers, a night that follows the sun, and one gap."""

from datetime import UTC, datetime, timedelta

from accounts.models import User
from oncall.models import Absence, Layer, LayerMember, Schedule

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
