"""Papers and their due times, and whose word counts in the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from incidents.closure import (
    LedgerLine,
    is_overdue,
    ledger_answer,
    ledger_open,
    papers,
    suggestion_stands,
)

TUESDAY = datetime(2026, 3, 10, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("priority", "affected", "codes"),
    [
        ("P1", 3, {"CLO_POSTMORTEM": 17, "CLO_RFO": 12, "CLO_LEDGER": 17}),
        ("P2", 1, {"CLO_POSTMORTEM": 17, "CLO_RFO": 13, "CLO_LEDGER": 17}),
        ("P1", 0, {"CLO_POSTMORTEM": 17}),
        ("P4", 2, {"CLO_LEDGER": 17}),
        (None, 0, {}),
    ],
)
def test_what_is_owed_and_on_which_day_of_march(
    priority: str | None, affected: int, codes: dict[str, int]
) -> None:
    owed = papers(priority=priority, affected=affected, restored_at=TUESDAY)
    assert {paper.code: paper.due_at.day for paper in owed} == codes
    assert all(paper.due_at.hour == TUESDAY.hour for paper in owed)


def test_the_suggestion_stands_after_five_business_days() -> None:
    due = TUESDAY + timedelta(days=7)
    assert not suggestion_stands(restored_at=TUESDAY, now=due - timedelta(seconds=1))
    assert suggestion_stands(restored_at=TUESDAY, now=due)
    assert (ledger_open(1, 3, stands=False), ledger_open(1, 3, stands=True)) == (2, 0)
    assert not is_overdue(restored_at=TUESDAY, now=due)
    assert is_overdue(restored_at=TUESDAY, now=due + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("line", "stands", "answer"),
    [
        (
            LedgerLine(suggested=True, customer_says=False, account_manager_says=True),
            True,
            (False, "customer"),
        ),
        (LedgerLine(suggested=False, account_manager_says=True), False, (True, "account_manager")),
        (LedgerLine(suggested=True), True, (True, "suggestion stands")),
        (LedgerLine(suggested=True), False, (None, None)),
    ],
)
def test_the_customers_word_decides(line: LedgerLine, stands: bool, answer: tuple[object, object]) -> None:
    given = ledger_answer(line, stands=stands)
    assert (given.let_down, given.decided_by) == answer
