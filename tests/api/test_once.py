"""Reporting with an Idempotency-Key: twice the same is once, another body is refused."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from incidents.models import AnsweredRequest, Incident
from incidents.tasks import sweep
from tests.api.conftest import WORDS, Caller
from tests.clock import Clock

Calling = Callable[[str], Caller]
BODY = {"words": WORDS, "means": "customer_call"}


def post(caller: Caller, key: str, body: Any = None) -> Any:
    return caller.client.post(
        "/api/v1/incidents/",
        data=body or BODY,
        content_type="application/json",
        headers={**caller.headers, "Idempotency-Key": key},
    )


def test_the_same_again_opens_nothing_and_gets_the_same_answer(calling: Calling) -> None:
    caller = calling("csr")
    first, again = post(caller, "call-1"), post(caller, "call-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert Incident.objects.count() == 1


def test_another_body_with_the_key_is_refused(calling: Calling) -> None:
    caller = calling("csr")
    post(caller, "call-1")
    other = post(caller, "call-1", {**BODY, "words": "Something else."})
    assert (other.status_code, other.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert Incident.objects.count() == 1


def test_a_key_is_a_person_s_own_and_without_one_each_report_counts(calling: Calling) -> None:
    for role in ("csr", "operator"):
        assert post(calling(role), "call-1").status_code == 201
    calling("csr").post("incidents/", BODY)
    assert (Incident.objects.count(), AnsweredRequest.objects.count()) == (3, 2)


def test_what_was_refused_may_be_asked_again(calling: Calling) -> None:
    caller = calling("csr")
    assert post(caller, "call-1", {**BODY, "occurred_at": "2999-01-01T00:00:00Z"}).status_code == 400
    assert post(caller, "call-1").status_code == 201
    assert post(caller, "x" * 201).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_opens(calling: Calling) -> None:
    caller, answers, ready = calling("csr"), [], threading.Barrier(2)

    def go() -> None:
        ready.wait()
        answers.append(post(Caller(type(caller.client)(), caller.headers), "call-1").json()["number"])
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (len(answers), len(set(answers)), Incident.objects.count()) == (2, 1, 1)


def test_after_a_month_a_key_is_free_again(calling: Calling, clock: Clock) -> None:
    caller = calling("csr")
    post(caller, "call-1")
    clock.jump(minutes=29 * 24 * 60)
    sweep()
    post(caller, "call-1")
    assert Incident.objects.count() == 1
    clock.jump(minutes=2 * 24 * 60)
    sweep()
    assert not AnsweredRequest.objects.exists()
    post(caller, "call-1")
    assert Incident.objects.count() == 2
