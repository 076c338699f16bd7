"""Calendars that other programs read and write: the secret addresses of ours, and the files that were brought in."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from oncall.models.schedules import Layer, Schedule


class Feed(models.Model):
    """The secret address by which one person's programs read a calendar: her own shifts, or all of a schedule.

    Only a hash of it is kept. Made anew, the old address is dead; whoever leaves takes theirs along.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feeds")
    schedule = models.ForeignKey(
        Schedule, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12, help_text="The token's first characters, to recognise it by.")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "schedule"], nulls_distinct=False, name="feed_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.schedule or 'own shifts'} ({self.hint}…)"


class LayerShift(models.Model):
    """A shift of a layer that was brought in from another calendar: fixed, it follows from no rotation."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="layer_shift_forward")
        ]
        indexes = [models.Index(fields=["layer", "ends_at"], name="layer_shift_by_end")]

    def __str__(self) -> str:
        return f"{self.user} in {self.layer}"


class CalendarDraft(models.Model):
    """A calendar file that was looked at and not yet let in. `shifts` are (names, start, end); nothing of it counts."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="drafts")
    layer_name = models.CharField(max_length=80)
    file_name = models.CharField(max_length=120)
    shifts = models.JSONField(default=list)
    refused = models.JSONField(default=list, help_text="Pairs: which event, and why it stays out.")
    until = models.DateTimeField(help_text="Events that repeat were followed so far.")
    made_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_name} for {self.schedule}"
