"""The customer's page: the banner of open incidents, touch points, promises, going on without us."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Continuity, Promise, TouchPoint
from catalog.practices import PromiseState, continuity_codes, promise_state
from tests.catalog.conftest import Company
from tests.clock import Clock
from tests.pages import read

DAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("days", "codes"), [(0, []), (180, []), (181, ["CONT_EXPORT_OLD"]), (None, ["CONT_EXPORT_NEVER_TESTED"])]
)
def test_a_test_of_the_export_holds_for_180_days(days: int | None, codes: list[str]) -> None:
    tested = None if days is None else DAY - timedelta(days=days)
    assert continuity_codes(last_export_test=tested, today=DAY) == codes


@pytest.mark.parametrize(
    ("announced", "kept", "today", "state"),
    [
        (DAY, None, DAY, PromiseState.ANNOUNCED_IN_TIME),
        (DAY + timedelta(days=1), None, DAY, PromiseState.LET_DOWN),
        (None, DAY, DAY + timedelta(days=9), PromiseState.KEPT),
        (None, DAY + timedelta(days=1), DAY + timedelta(days=9), PromiseState.LET_DOWN),
        (None, None, DAY, PromiseState.OPEN),
        (None, None, DAY + timedelta(days=1), PromiseState.LET_DOWN),
    ],
)
def test_a_slip_is_honest_until_the_promised_day(
    announced: date | None, kept: date | None, today: date, state: PromiseState
) -> None:
    assert promise_state(promised=DAY, slip_announced=announced, kept=kept, today=today) is state


def test_a_talk_is_written_down_and_every_department_reads_it(company: Company, clock: Clock) -> None:
    page, at = f"/customers/{company.globex.pk}/", f"/customers/{company.globex.pk}/touch_point/add/"
    read(company.browser("account_manager"), at).send(at, department="sales", channel="call", note="renewal")
    talk = TouchPoint.objects.get()
    assert talk.person == company.people["account_manager"] and talk.talked_at == clock.now
    for address in (page, "/customers/touch-points/", "/customers/touch-points/?department=sales"):
        assert "renewal" in read(company.browser("responder"), address).text
    assert "renewal" not in read(company.browser("csr"), "/customers/touch-points/?department=finance").text
    clock.advance(hours=31 * 24)
    assert "renewal" not in read(company.browser("csr"), page).text.split("History")[1]


def test_a_responder_does_not_write_it(company: Company) -> None:
    at = f"/customers/{company.globex.pk}/touch_point/add/"
    assert company.browser("responder").get(at).status_code == 403
    assert (
        "Add a touch point" not in read(company.browser("responder"), f"/customers/{company.globex.pk}/").text
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"new_date": "2026-07-10"}, "A new day goes with the day on which the slip was announced."),
        ({"slip_announced_date": "2099-01-01"}, "cannot lie ahead"),
        ({"promised_date": "soon"}, "Enter a day, like 2026-03-10"),
        ({"name": "Exports"}, "This customer was promised that already."),
    ],
)
def test_a_promise_that_cannot_be_is_refused_and_nothing_is_lost(
    company: Company, clock: Clock, typed: dict[str, str], sentence: str
) -> None:
    Promise.objects.create(customer=company.globex, name="Exports", promised_date=DAY)
    at = f"/customers/{company.globex.pk}/promise/add/"
    given = {"name": "Dark mode", "kind": "feature", "promised_date": "2026-06-30"} | typed
    again = read(company.browser("csr"), at).send(at, status=400, **given)
    assert sentence in again.text
    assert again.form(at).fields["name"] == [given["name"]]


def test_a_promise_that_slipped_silently_may_have_let_them_down(company: Company) -> None:
    Promise.objects.create(
        customer=company.globex,
        name="Exports",
        promised_date=DAY,
        slip_announced_date=DAY + timedelta(days=2),
    )
    assert "perhaps let down" in read(company.browser("csr"), f"/customers/{company.globex.pk}/").text


def test_an_export_that_nobody_tested_is_said(company: Company, clock: Clock) -> None:
    page, at = f"/customers/{company.globex.pk}/", f"/customers/{company.globex.pk}/continuity/add/"
    assert "CONT_EXPORT_NEVER_TESTED" in read(company.browser("csr"), page).text
    read(company.browser("csr"), at).send(
        at, escrow="on", export_format="CSV", last_export_test_date="2026-01-10"
    )
    told = read(company.browser("csr"), page).text
    assert "CONT_EXPORT" not in told and "10 January 2026" in told
    again = read(company.browser("csr"), at).send(at, status=400, export_format="XML")
    assert "already" in again.text and Continuity.objects.get().export_format == "CSV"


def test_the_page_of_a_customer_takes_the_same_number_of_queries_however_much_was_said(
    company: Company, clock: Clock
) -> None:
    browser, page = company.browser("csr"), f"/customers/{company.globex.pk}/"
    browser.get(page)
    with CaptureQueriesContext(connection) as few:
        browser.get(page)
    for n in range(20):
        Promise.objects.create(customer=company.globex, name=f"feature {n}", promised_date=DAY)
        TouchPoint.objects.create(
            customer=company.globex, department="sales", talked_at=datetime(2026, 3, 9, n, tzinfo=UTC)
        )
    with CaptureQueriesContext(connection) as many:
        assert "feature 7" in browser.get(page).content.decode()
    assert len(many) == len(few) <= 25
