"""How a person wants to be paged: by which channels after how long, and when not at all for what is not urgent."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import ContactMethod, User


class NotificationRule(models.Model):
    """For one urgency: by this channel, so long after the page. Without any, the product's own apply."""

    class Urgency(models.TextChoices):
        HIGH = "high", "urgent"
        LOW = "low", "less urgent"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notification_rules")
    urgency = models.CharField(max_length=4, choices=Urgency)
    kind = models.CharField(max_length=10, choices=ContactMethod.Kind)
    delay_seconds = models.PositiveIntegerField(default=0, validators=[MaxValueValidator(3600)])

    class Meta:
        ordering = ["urgency", "delay_seconds", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "urgency", "kind"], name="rule_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.urgency}, {self.kind} after {self.delay_seconds} s"


class QuietHours(models.Model):
    """From when until when, on this person's clock, a page that is not urgent waits. An urgent one never does."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="quiet_hours")
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(starts=models.F("ends")), name="quiet_hours_are_not_all_day")
        ]
        verbose_name_plural = "quiet hours"

    def __str__(self) -> str:
        return f"{self.user}: {self.starts:%H:%M} to {self.ends:%H:%M}"
