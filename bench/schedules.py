"""Coverage of many schedules for a year: two weekly layers, one of them by night, and ten overrides each."""

import time as clocks
from datetime import UTC, datetime, time, timedelta

from oncall.rota.coverage import Override, Plan, coverage
from oncall.rota.rotation import Hours, Layer, Member

SCHEDULES, OVERRIDES, WANTED_S, RUNS = 500, 10, 2.0, 3
ZONES = ("Europe/London", "America/New_York", "Asia/Kolkata", "Europe/Berlin")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


def main() -> None:
    """Print the best and the worst of a few runs, in seconds of one processor and by the clock."""
    plans = [_plan(number) for number in range(SCHEDULES)]
    shifts = sum(len(coverage(plan, BEGIN, BEGIN + timedelta(days=1))) for plan in plans)
    for _ in range(RUNS):
        worked, began = clocks.process_time(), clocks.perf_counter()
        shifts = sum(len(coverage(plan, BEGIN, BEGIN + YEAR)) for plan in plans)
        worked, passed = clocks.process_time() - worked, clocks.perf_counter() - began
        print(
            f"schedules: {SCHEDULES} for a year, {shifts:,} shifts: {worked:.2f} s of one processor, "
            f"{passed:.2f} s by the clock (wanted: under {WANTED_S:.0f} s)"
        )


def _plan(number: int) -> Plan:
    zone, first = ZONES[number % len(ZONES)], BEGIN.replace(tzinfo=None) + timedelta(days=4, hours=9)
    people = tuple(Member(user=f"user {number + place}") for place in range(9))
    nights = Hours(days=(0, 1, 2, 3, 4), opens=time(21, number % 60), closes=time(6))
    return Plan(
        layers=(
            Layer(key="1", anchor=first, tz=zone, members=people[:5]),
            Layer(key="2", anchor=first, tz=zone, members=people[5:], hours=(nights,)),
        ),
        overrides=tuple(_override(number, month) for month in range(OVERRIDES)),
    )


def _override(number: int, month: int) -> Override:
    begins = BEGIN + timedelta(days=30 * month + number % 20)
    return Override(user="stand-in", starts_at=begins, ends_at=begins + timedelta(days=1), key=str(month))


if __name__ == "__main__":
    main()
