"""Each escalation as it runs."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from incidents.models import Incident


class EscalationRun(models.Model):
    """A path being climbed for an incident. `path` is a snapshot; `position` is the pure policy's state."""

    class State(models.TextChoices):
        RUNNING = "running", "running"
        ACKNOWLEDGED = "acknowledged", "acknowledged"
        EXHAUSTED = "exhausted", "nobody answered"
        SNOOZED = "snoozed", "asleep until a moment"
        ENDED = "ended", "ended"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="runs")
    episode = models.PositiveSmallIntegerField(default=1)
    source = models.ForeignKey("EscalationPath", null=True, on_delete=models.SET_NULL, related_name="runs")
    path_name = models.CharField(max_length=80)
    path = models.JSONField()
    position = models.JSONField(default=dict)
    step = models.PositiveIntegerField(
        default=0, help_text="Counts moves; a timer for an older step is moot."
    )
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    end_reason = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    recovered_at = models.DateTimeField(
        null=True, help_text="All alerts recovered while nobody had acknowledged; the pages say so."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state__in=["running", "exhausted"]), name="run_one_active"
            )
        ]
        indexes = [
            models.Index(fields=["incident", "-id"], name="run_by_incident"),
            models.Index(fields=["started_at"], name="run_by_time"),
            models.Index(fields=["state"], condition=~Q(state="ended"), name="run_not_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.path_name} for {self.incident_id}: {self.state}"

    @property
    def is_held(self) -> bool:
        """Somebody answers for it: she acknowledged, or took it and put it to sleep."""
        return self.state in (self.State.ACKNOWLEDGED, self.State.SNOOZED)

    @property
    def key(self) -> str:
        """How timeline and outbox name it."""
        return f"run:{self.pk}"
