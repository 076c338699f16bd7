"""What closing an incident asks for on paper, and until when; every due time counts from the restored service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from catalog.business_hours import COMPANY, Calendar, business_days_after
from incidents.priority import is_severe

POSTMORTEM_DAYS = 5
REPORT_DAYS: Mapping[str, int] = MappingProxyType({"P1": 2, "P2": 3})
LEDGER_DAYS = 5
OVERDUE_DAYS = 5
SUGGESTION_STANDS = "suggestion stands"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One closing activity with the code that asks for it and its due time."""

    code: str
    name: str
    due_at: datetime


def papers(
    *, priority: str | None, affected: int, restored_at: datetime, calendar: Calendar = COMPANY
) -> list[Paper]:
    """The papers this incident owes: post-mortem and customers' report after P1 and P2, the ledger for everybody."""
    owed = []
    if is_severe(priority):
        due = business_days_after(restored_at, POSTMORTEM_DAYS, calendar)
        owed.append(Paper(code="CLO_POSTMORTEM", name="post-mortem", due_at=due))
    if owes_report(priority, affected):
        due = business_days_after(restored_at, REPORT_DAYS[str(priority)], calendar)
        owed.append(Paper(code="CLO_RFO", name="report to the customers", due_at=due))
    if affected:
        due = business_days_after(restored_at, LEDGER_DAYS, calendar)
        owed.append(Paper(code="CLO_LEDGER", name="did we let them down?", due_at=due))
    return owed


def owes_report(priority: str | None, affected: int) -> bool:
    """Customers who suffered a P1 or P2 are entitled to read why."""
    return is_severe(priority) and affected > 0


def suggestion_stands(*, restored_at: datetime, now: datetime, calendar: Calendar = COMPANY) -> bool:
    """After five business days an unanswered line of the ledger takes its suggestion as the answer."""
    return now >= business_days_after(restored_at, LEDGER_DAYS, calendar)


def ledger_open(answered: int, affected: int, *, stands: bool) -> int:
    """How many affected customers still hold up the closure."""
    return 0 if stands else max(0, affected - answered)


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """What is known of one affected customer: the customer's word, the account manager's, and our suggestion."""

    suggested: bool
    customer_says: bool | None = None
    account_manager_says: bool | None = None


@dataclass(frozen=True, kw_only=True)
class LedgerAnswer:
    """The final answer to “did we let them down?” and whose it is."""

    let_down: bool | None
    decided_by: str | None


def ledger_answer(line: LedgerLine, *, stands: bool) -> LedgerAnswer:
    """The customer's own word always decides, then the account manager's, then, after its time, the suggestion."""
    if line.customer_says is not None:
        return LedgerAnswer(let_down=line.customer_says, decided_by="customer")
    if line.account_manager_says is not None:
        return LedgerAnswer(let_down=line.account_manager_says, decided_by="account_manager")
    if stands:
        return LedgerAnswer(let_down=line.suggested, decided_by=SUGGESTION_STANDS)
    return LedgerAnswer(let_down=None, decided_by=None)


def is_overdue(*, restored_at: datetime, now: datetime, calendar: Calendar = COMPANY) -> bool:
    """Restored for more than five business days and still not closed: the Incident Manager is reminded daily."""
    return now > business_days_after(restored_at, OVERDUE_DAYS, calendar)


def next_reminder(last: datetime) -> datetime:
    """A day after the last one."""
    return last + timedelta(days=1)
