"""What was tried to restore the service, and who verified what was told about it."""

from django.db import models
from django.db.models import Q

from accounts.models import User
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


class FailoverApproval(models.Model):
    """One of the two who agree to a failover; what it will cost is written down. A new choice asks both again."""

    class Seat(models.TextChoices):
        IM = "im", "Incident Manager"
        OPS_MANAGER = "ops_manager", "operations manager"

    action = models.ForeignKey(RestoreAction, on_delete=models.PROTECT, related_name="approvals")
    seat = models.CharField(max_length=12, choices=Seat)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    cost = models.CharField(max_length=300, blank=True)
    approved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "seat"], name="failover_seat_once"),
            models.UniqueConstraint(fields=["action", "user"], name="failover_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.get_seat_display()}"


class Verification(models.Model):
    """The all-clear was looked at, in each audience, by somebody other than who sent it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="verifications")
    end_number = models.PositiveSmallIntegerField(default=1)
    performed_by = models.CharField(max_length=60, help_text="Who published the all-clear.")
    verified_by = models.CharField(max_length=60)
    while_im = models.BooleanField(
        default=False, help_text="The verifier was the Incident Manager in office."
    )
    audiences = models.JSONField(default=list)
    verified_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "end_number"], name="verification_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} verified by {self.verified_by}"
