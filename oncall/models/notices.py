"""What people want to hear of their own duty, and which gaps somebody has been told of."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import User
from oncall.models.schedules import FORWARD, Schedule


class DutyWish(models.Model):
    """When a person hears of her duty; without a row as delivered: a day and three hours before, and as it begins."""

    class AtChange(models.TextChoices):
        ON = "on", "when it begins"
        OFF = "off", "when it ends"
        BOTH = "both", "when it begins and when it ends"
        NONE = "none", "at neither"

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="duty_wish")
    before = ArrayField(models.PositiveIntegerField(), default=list, blank=True, help_text="Minutes.")
    at_change = models.CharField(max_length=4, choices=AtChange, default=AtChange.ON)

    def __str__(self) -> str:
        return f"{self.user}: {self.before}, {self.at_change}"


class ToldGap(models.Model):
    """A gap that its owners were told of. It may grow or shrink; as long as it touches this span it is the same."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="told_gaps")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=FORWARD, name="told_gap_forward")]
        indexes = [models.Index(fields=["schedule", "ends_at"], name="told_gap_by_end")]

    def __str__(self) -> str:
        return f"{self.schedule} from {self.starts_at:%Y-%m-%d %H:%M}"
