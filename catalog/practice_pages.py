"""What the pages show of how we deal with customers: the banner, touch points, promises, going on without us."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.actors import Actor
from catalog.models import Continuity, Customer, TouchPoint
from catalog.open_incidents import hurting
from catalog.operations.practices import may_talk
from catalog.practices import CODE_WORDS, PromiseState, Suffering, banner, continuity_codes, promise_state

FEED = timedelta(days=30)
MOST = 200
STATE_WORDS = {
    PromiseState.OPEN: "open",
    PromiseState.KEPT: "kept",
    PromiseState.ANNOUNCED_IN_TIME: "slipped, announced in time",
    PromiseState.LET_DOWN: "perhaps let down",
}


def practices(row: Customer, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """How we deal with this customer."""
    return {
        "may_talk": may_talk(actor),
        "trouble": trouble(row),
        "talks": list(_talks(at).filter(customer=row)[:MOST]),
        "promises": [_promise(one, at.date()) for one in row.promises.order_by("-promised_date", "name")],
        "continuity": _continuity(row, at.date()),
    }


def trouble(row: Customer) -> dict[str, Any] | None:
    """The banner while an open incident hurts them, with the words that may be said."""
    found = hurting(row.pk)
    said = banner(row.pk, [Suffering(one.number, [row.pk]) for one in found])
    if said is None:
        return None
    zone = row.calendar.zone if row.calendar else "UTC"
    return {"code": said.code, "upsell_warning": said.upsell_warning, "incidents": found, "zone": zone}


def feed(*, at: datetime, department: str = "") -> dict[str, Any]:
    """Everybody's touch points of the last days, newest first."""
    rows = _talks(at).select_related("customer")
    if department in TouchPoint.Department:
        rows = rows.filter(department=department)
    found = list(rows[: MOST + 1])
    return {
        "rows": found[:MOST],
        "more": len(found) > MOST,
        "most": MOST,
        "chosen": department,
        "departments": TouchPoint.Department.choices,
    }


def _talks(at: datetime) -> Any:
    rows = TouchPoint.objects.filter(talked_at__gt=at - FEED, talked_at__lte=at)
    return rows.select_related("contact", "person").order_by("-talked_at", "-pk")


def _promise(one: Any, today: date) -> dict[str, Any]:
    state = promise_state(
        promised=one.promised_date, slip_announced=one.slip_announced_date, kept=one.kept_date, today=today
    )
    return {"row": one, "words": STATE_WORDS[state], "let_down": state is PromiseState.LET_DOWN}


def _continuity(row: Customer, today: date) -> dict[str, Any]:
    known = Continuity.objects.filter(customer=row).first()
    codes = continuity_codes(last_export_test=known.last_export_test_date if known else None, today=today)
    return {"row": known, "codes": [(code, CODE_WORDS[code]) for code in codes]}
