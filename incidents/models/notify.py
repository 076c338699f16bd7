"""The notification plan agreed beforehand, and its steps as they run for one incident."""

from django.db import models
from django.db.models import Q

from incidents.models.classify import Classification
from incidents.models.detect import Incident


class NotificationPlan(models.Model):
    """Who is told, by which channel, in which order, for one priority; a change is a new version.

    With an environment or a function it is for incidents of such assets only, and goes before the one without.
    """

    priority = models.CharField(max_length=2)
    environment = models.CharField(max_length=40, blank=True)
    function = models.CharField(max_length=120, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(null=True, help_text="Empty: as delivered.")
    created_by = models.CharField(max_length=60, blank=True)
    created_by_label = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "environment", "function"],
                condition=Q(active=True),
                name="plan_one_active",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan {self.name}, version {self.version}"

    @property
    def name(self) -> str:
        """What it is for: P1, or P1 in staging."""
        return " ".join(
            filter(
                None,
                [
                    self.priority,
                    self.environment and f"in {self.environment}",
                    self.function and f"for {self.function}",
                ],
            )
        )


class PlanStep(models.Model):
    """One line of a plan. External steps wait for the status page."""

    plan = models.ForeignKey(NotificationPlan, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    audience = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    external = models.BooleanField()
    mandatory = models.BooleanField(default=True)
    condition = models.CharField(max_length=40, blank=True)
    list_name = models.CharField(max_length=80, blank=True)
    performer = models.CharField(
        max_length=20, blank=True, help_text="The role that does it, where people do it."
    )
    within_minutes = models.PositiveSmallIntegerField(
        null=True, help_text="Until when a call has to be made."
    )
    later_performer = models.CharField(max_length=20, blank=True, help_text="The role that calls once more.")
    later_minutes = models.PositiveSmallIntegerField(
        null=True, help_text="After detection, while it goes on."
    )
    repeat_minutes = models.PositiveSmallIntegerField(
        null=True, help_text="How often it is said how it stands."
    )

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="plan_step_once")]

    def __str__(self) -> str:
        return self.code


class StepRun(models.Model):
    """A plan's step for one incident; what is sent for it are deliveries, counted here."""

    class State(models.TextChoices):
        PENDING = "pending", "to do"
        BLOCKED = "blocked", "waits for the status page"
        SENDING = "sending", "being sent"
        DONE = "done", "done"
        FAILED = "failed", "reached nobody"
        SKIPPED = "skipped", "not needed"
        SUPPRESSED = "suppressed", "held back"
        CANCELLED = "cancelled", "no longer needed"
        WAIVED = "waived", "waived"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    episode = models.PositiveSmallIntegerField(default=1)
    classification = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="steps")
    step = models.ForeignKey(PlanStep, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    recipients = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "episode", "step"], name="step_run_once")]

    def __str__(self) -> str:
        return f"{self.step} {self.state}"
