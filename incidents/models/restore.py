"""What was tried to restore the service, and who verified what was told about it."""

from django.db import models
from django.db.models import Q

from incidents.models.detect import Incident


class RestoreAction(models.Model):
    """One try; the last one that worked counts."""

    class Option(models.TextChoices):
        RESOLVE = "resolve", "resolve"
        WORKAROUND = "workaround", "work around"
        FAILOVER = "failover", "fail over"

    class Outcome(models.TextChoices):
        RUNNING = "running", "being tried"
        WORKED = "worked", "worked"
        FAILED = "failed", "failed"
        ABANDONED = "abandoned", "abandoned"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="restore_actions")
    option = models.CharField(max_length=12, choices=Option)
    rationale = models.TextField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(outcome="running"), name="restore_action_one_running"
            )
        ]

    def __str__(self) -> str:
        return f"{self.option} {self.outcome}"


class Verification(models.Model):
    """The all-clear was looked at, in each audience, by somebody other than who sent it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="verifications")
    episode = models.PositiveSmallIntegerField(default=1)
    performed_by = models.CharField(max_length=60, help_text="Who published the all-clear.")
    verified_by = models.CharField(max_length=60)
    while_im = models.BooleanField(
        default=False, help_text="The verifier was the Incident Manager in office."
    )
    audiences = models.JSONField(default=list)
    verified_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "episode"], name="verification_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} verified by {self.verified_by}"
