"""Who is on call when: rotations and who stands in."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class Schedule(models.Model):
    """A rotation: from `anchor` (local time in `zone`) each member in turn for `period_days`."""

    name = models.CharField(max_length=80, unique=True)
    zone = models.CharField(max_length=60, default="UTC")
    anchor = models.DateTimeField(help_text="A hand-over, as local wall-clock time kept in UTC fields.")
    period_days = models.PositiveSmallIntegerField(default=7)

    def __str__(self) -> str:
        return self.name


class ScheduleMember(models.Model):
    """A turn in the rotation."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "position"], name="schedule_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.position}: {self.user}"


class Override(models.Model):
    """Somebody stands in for [starts_at, ends_at)."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="overrides")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="override_forward")
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.schedule}"
