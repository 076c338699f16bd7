"""Celery is the hands: it carries out outbox entries by id and holds no plan and no ETA of its own."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import task_prerun
from django.conf import settings
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storm.settings")

# A socket has two names: redis-py calls it unix://, Celery redis+socket://.
app = Celery("storm", broker=settings.REDIS_URL.replace("unix://", "redis+socket://", 1))
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_time_limit=15,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_soft_shutdown_timeout=10,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "global_keyprefix": settings.REDIS_PREFIX,
        "visibility_timeout": 60,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # A worker of several queues looks in their order: timers are few, quickly done, and must not wait for messages.
        "queue_order_strategy": "priority",
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        # Of the connection; without it a broker that is gone costs every publish six seconds of trying again.
        "max_retries": 0,
    },
    task_publish_retry_policy={"max_retries": 0},
    task_routes={
        "outbox.carry_out_bulk": {"queue": "bulk"},
        "outbox.carry_out_together": {"queue": "timers"},
    },
    task_default_queue="urgent",
    # Celery would close the database's connection after every task; a new one costs more than most tasks. See below.
    CELERY_DB_REUSE_MAX=sys.maxsize,
    beat_schedule={
        "housekeeping": {"task": "outbox.sweep", "schedule": 3600.0, "options": {"queue": "bulk"}},
        "old_reports": {"task": "catalog.sweep", "schedule": 3600.0, "options": {"queue": "bulk"}},
        "old_answers": {"task": "incidents.sweep", "schedule": 3600.0, "options": {"queue": "bulk"}},
        "duties": {"task": "oncall.look_ahead", "schedule": 300.0, "options": {"queue": "bulk"}},
        "audit": {"task": "oncall.audit", "schedule": 60.0, "options": {"queue": "bulk"}},
        "monthly_tests": {"task": "oncall.plan_tests", "schedule": 3600.0, "options": {"queue": "bulk"}},
        "spof_cadence": {"task": "catalog.spof_cadence", "schedule": 3600.0, "options": {"queue": "bulk"}},
        "follow_assets": {"task": "statuspage.follow_assets", "schedule": 60.0, "options": {"queue": "bulk"}},
        "old_letters": {"task": "statuspage.forget", "schedule": 3600.0, "options": {"queue": "bulk"}},
        "status_copy": {"task": "statuspage.renew_copy", "schedule": 300.0, "options": {"queue": "bulk"}},
    },
    beat_schedule_filename=str(settings.STORM_VAR / "beat-schedule"),
)
app.autodiscover_tasks()


@task_prerun.connect
def renew_connection(**_: Any) -> None:
    """A worker keeps its connection as the web does: for a minute, and never one that broke."""
    close_old_connections()
