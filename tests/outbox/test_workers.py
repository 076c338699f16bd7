"""A worker keeps its connection to the database from task to task, and takes a new one when it broke."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from celery.fixups.django import DjangoWorkerFixup
from celery.signals import task_postrun, task_prerun
from django.db import OperationalError, connection

from outbox.tasks import carry_out_urgent
from storm.celery import app


def test_the_connection_is_kept_until_it_breaks(transactional_db: None) -> None:
    def work() -> None:
        celery = DjangoWorkerFixup(app).install()  # as in a worker; signals hold it weakly
        try:
            first = task()
            assert task() == first
            with pytest.raises(OperationalError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            assert task() != first
        finally:
            connection.close()
            del celery

    with ThreadPoolExecutor(1) as worker:  # whose connection is not that of the test
        worker.submit(work).result()


def task() -> int:
    """Which server process a task asks."""
    task_prerun.send(sender=carry_out_urgent)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    task_postrun.send(sender=carry_out_urgent)
    return pid
