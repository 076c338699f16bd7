"""A worker dies between the provider's acceptance and our note of it: no page is lost, none comes more than twice."""

import os
import signal

from tests.faults.night import Night, eventually

ONCE_MORE = 2


def test_the_callback_tells_what_the_killed_worker_could_not(night: Night) -> None:
    night.mood("slow", 1)
    hands, before = night.children("urgent"), len(night.log())
    night.insist("WorkerKilledWhileItWaits")
    key = night.next_text(before)
    for pid in hands:
        os.kill(pid, signal.SIGKILL)
    assert night.state(key) == "pending"
    eventually(lambda: night.state(key) == "delivered", "the callback was believed")
    night.end_lease(key)
    statement = "SELECT outcome FROM outbox_entry WHERE key = %s AND done_at IS NOT NULL"
    # Moot for the next attempt; done, where the worker had closed it in the moment in which it was killed.
    ended = eventually(lambda: night.sql(statement, key), "the next attempt finds nothing to do")
    assert ended in ([("moot",)], [("done",)])
    assert night.copies()[key] == 1


def test_with_no_callback_either_it_is_sent_once_more(night: Night) -> None:
    night.mood("slow", 1)
    before = len(night.log())
    night.insist("WorkerAndProviderKilled")
    key = night.next_text(before)
    for name in ("urgent", "providers"):
        night.storm.kill(name)
    assert night.state(key) == "pending"
    night.storm.wait_for("providers")
    night.end_lease(key)
    eventually(lambda: night.state(key) == "delivered", "it was sent again")
    assert night.copies()[key] == ONCE_MORE


def test_a_provider_that_lies_does_not_double_the_page(night: Night) -> None:
    night.mood("lying", 1)
    night.insist("ProviderAnswers500AndSends")
    key = night.page(night.incident("ProviderAnswers500AndSends"))
    eventually(lambda: night.state(key) == "delivered", "the callback was believed")
    statement = "SELECT 1 FROM outbox_entry WHERE key = %s AND done_at IS NOT NULL"
    eventually(lambda: night.sql(statement, key), "no attempt is left")
    assert 1 <= night.copies()[key] <= ONCE_MORE  # twice where the callback needed more than two seconds
