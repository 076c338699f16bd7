"""Which way a page takes."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from oncall.models.hunting import HuntGroup
from oncall.models.schedules import Schedule


class EscalationPath(models.Model):
    """A way a page takes. The first path whose conditions match wins; a catch-all has none."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=100)
    priorities = models.JSONField(default=list, blank=True, help_text="Empty: any.")
    asset_kinds = models.JSONField(default=list, blank=True, help_text="Empty: any.")
    repeat = models.PositiveSmallIntegerField(default=1)
    fallback = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.CheckConstraint(condition=Q(repeat__lte=9), name="path_repeat_at_most_9")]

    def __str__(self) -> str:
        return self.name


class EscalationLevel(models.Model):
    """A rung: its targets are paged together, then `ack_minutes` pass before the next."""

    path = models.ForeignKey(EscalationPath, on_delete=models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    ack_minutes = models.PositiveSmallIntegerField(default=5)
    users = models.ManyToManyField(User, blank=True, related_name="+")
    schedules = models.ManyToManyField(Schedule, blank=True, related_name="+")
    groups = models.ManyToManyField(HuntGroup, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["path", "position"], name="level_position_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.position}: {self.name}"
