"""The one table of what must still happen. A timer is an entry that is due later."""

from django.db import models
from django.db.models import Q


class Queue(models.TextChoices):
    """Urgent entries wake people; bulk entries may wait behind them.

    Timers are as urgent, and due at moments of their own: they are claimed at most four times a second, many at
    once, and those of one topic are carried out together.
    """

    URGENT = "urgent"
    TIMERS = "timers"
    BULK = "bulk"


class Entry(models.Model):
    """One thing to do, once, at or after `due_at`.

    `due_at` never moves, so lateness can be measured; `not_before` holds back a retry. `attempts` is the fencing
    token: whoever lost the lease holds an old number and can no longer close the entry. `failures` counts only what was
    tried and failed: leases that lapsed in a long queue must not bring an entry nearer to its end.
    """

    topic = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    queue = models.CharField(max_length=10, choices=Queue, default=Queue.URGENT)
    due_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    begun = models.PositiveIntegerField(
        default=0, help_text="The attempt that somebody has begun to carry out."
    )
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(default="")
    outcome = models.CharField(max_length=40, default="")
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "key"], name="outbox_entry_once"),
        ]
        indexes = [
            models.Index(
                fields=["queue", "not_before"],
                condition=Q(done_at=None, dead_at=None),
                name="outbox_entry_open",
            ),
            models.Index(fields=["done_at"], condition=~Q(done_at=None), name="outbox_entry_done"),
            models.Index(fields=["dead_at"], condition=~Q(dead_at=None), name="outbox_entry_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
