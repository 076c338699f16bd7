"""A worker dies between the provider's acceptance and our note of it: no page is lost, none comes more than twice."""

import os
import signal

from tests.faults.night import Night, eventually

ONCE_MORE = 2


def test_the_callback_tells_what_the_killed_worker_could_not(night: Night) -> None:
    """The provider holds its answer until the worker is dead, so that nobody can have noted it.

    Had the sender lived on (killed too late, or the relay's own hands had sent it), the entry would end as `done`.
    """
    night.mood("held", 1)
    hands, before = night.children("urgent"), len(night.log())
    night.insist("WorkerKilledWhileItWaits")
    key = night.next_text(before)
    for pid in hands:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: not set(hands) & set(night.children("urgent")), "the hands are dead")
    assert night.state(key) == "pending"
    night.mood("ok")
    eventually(lambda: night.state(key) == "delivered", "the callback was believed")
    assert night.attempts(key) == (1, "")
    night.end_lease(key)
    eventually(lambda: night.attempts(key) == (2, "moot"), "the next attempt finds nothing to do")
    assert night.copies()[key] == 1


def test_with_no_callback_either_it_is_sent_once_more(night: Night) -> None:
    night.mood("held", 1)
    before = len(night.log())
    night.insist("WorkerAndProviderKilled")
    key = night.next_text(before)
    for name in ("urgent", "providers"):
        night.storm.kill(name)
    assert night.state(key) == "pending"
    assert night.attempts(key) == (1, "")
    night.mood("ok")  # it listens again; an attempt before would only be refused
    eventually(lambda: night.children("urgent"), "there are hands again")
    night.end_lease(key)
    eventually(lambda: night.state(key) == "delivered", "it was sent again")
    eventually(lambda: night.attempts(key)[1] == "done", "what was sent again is noted")
    assert night.copies()[key] == ONCE_MORE


def test_with_deaf_workers_the_page_leaves_all_the_same(night: Night) -> None:
    """They live and take nothing, as after a connection that broke without a word."""
    pids, before = [night.storm.wait_for("urgent"), *night.children("urgent")], len(night.log())
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        night.insist("NobodyListens")

        def left() -> list[str]:
            night.end_leases_of_the_dead(after_s=5)
            return [line["delivery"] for line in night.log()[before:] if line["kind"] == "text"]

        keys = eventually(left, "the relay has sent it itself", pause=0.5)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    eventually(night.at_rest, "what they were given is moot")
    assert {key: night.copies()[key] for key in keys} == dict.fromkeys(keys, 1)


def test_a_provider_that_lies_does_not_double_the_page(night: Night) -> None:
    night.mood("lying", 1)
    night.insist("ProviderAnswers500AndSends")
    key = night.page(night.incident("ProviderAnswers500AndSends"))
    eventually(lambda: night.state(key) == "delivered", "the callback was believed")
    statement = "SELECT 1 FROM outbox_entry WHERE key = %s AND done_at IS NOT NULL"
    eventually(lambda: night.sql(statement, key), "no attempt is left")
    assert 1 <= night.copies()[key] <= ONCE_MORE  # twice where the callback needed more than two seconds
