"""People tried one after the other, and each call through them."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from catalog.models import Calendar
from incidents.models import Incident
from oncall.models.runs import EscalationRun


class HuntGroup(models.Model):
    """People tried one after the other. Times in seconds."""

    name = models.CharField(max_length=80, unique=True)
    policy = models.CharField(max_length=20, default="linear")
    ring_seconds = models.PositiveIntegerField(default=20)
    max_passes = models.PositiveSmallIntegerField(default=1)
    pass_pause_seconds = models.PositiveIntegerField(default=10)
    calendar = models.ForeignKey(
        Calendar,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="When the group is at work; empty: day and night.",
    )

    def __str__(self) -> str:
        return self.name


class HuntMember(models.Model):
    """A member and place in the group."""

    group = models.ForeignKey(HuntGroup, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    paused = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["group", "position"], name="hunt_position_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.position}: {self.user}"


class HuntCall(models.Model):
    """One hunt through a group; members are a snapshot."""

    class State(models.TextChoices):
        RUNNING = "running", "hunting"
        ANSWERED = "answered", "answered"
        EXHAUSTED = "exhausted", "nobody answered"
        ENDED = "ended", "ended"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="hunts")
    run = models.ForeignKey(EscalationRun, null=True, on_delete=models.PROTECT, related_name="hunts")
    group_name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20, help_text="level, fallback or dispatch")
    snapshot = models.JSONField()
    position = models.JSONField(default=dict)
    step = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(state="running", purpose="dispatch"),
                name="hunt_one_dispatch",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_name} for {self.incident_id}: {self.state}"
