"""Work that is planned and announced: what customers read of it, when it is, and how far it is."""

from django.db import models
from django.db.models import F, Q

from catalog.models import Change
from statuspage.models.stories import Component, public_id


class MaintenanceSeries(models.Model):
    """Work that comes again: the rule (RFC 5545), counted in `zone` from `starts_at` on. `ended_at`: no more of it."""

    rule = models.CharField(max_length=200)
    zone = models.CharField(max_length=60)
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.rule


class Maintenance(models.Model):
    """One planned piece of work during [starts_at, ends_at). Customers read of it from `announced_at` on.

    `slot_at` is where the rule of its series put it, wherever it was moved since. `revision` counts what was changed:
    a timer that was set for an earlier revision is moot, and calendars know the newest.
    """

    class State(models.TextChoices):
        SCHEDULED = "scheduled", "Planned"
        IN_PROGRESS = "in_progress", "Under way"
        VERIFYING = "verifying", "Being checked"
        COMPLETED = "completed", "Done"
        CANCELLED = "cancelled", "Cancelled"

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    title = models.CharField(max_length=160)
    text = models.TextField()
    components = models.ManyToManyField(Component, related_name="maintenances")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.SCHEDULED)
    announce_at = models.DateTimeField()
    remind_minutes = models.PositiveIntegerField(
        default=0, help_text="Before the start; 0: nobody is reminded."
    )
    announced_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    series = models.ForeignKey(
        MaintenanceSeries, null=True, on_delete=models.PROTECT, related_name="maintenances"
    )
    slot_at = models.DateTimeField(null=True)
    change = models.ForeignKey(Change, null=True, on_delete=models.SET_NULL, related_name="maintenances")
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["state", "starts_at"], name="maintenance_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="maintenance_runs_forwards"),
            models.CheckConstraint(condition=~Q(text=""), name="maintenance_has_text"),
            models.UniqueConstraint(fields=["series", "slot_at"], name="maintenance_slot_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """How the timeline names it."""
        return f"maintenance:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Neither done nor called off."""
        return self.state not in (self.State.COMPLETED, self.State.CANCELLED)

    @property
    def runs(self) -> bool:
        """Its components are under maintenance now."""
        return self.state in (self.State.IN_PROGRESS, self.State.VERIFYING)


class MaintenanceUpdate(models.Model):
    """One thing told about planned work. Never changed."""

    maintenance = models.ForeignKey(Maintenance, on_delete=models.CASCADE, related_name="updates")
    status = models.CharField(max_length=12, choices=Maintenance.State)
    text = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="maintenance_update_has_text")]

    def __str__(self) -> str:
        return f"{self.status}: {self.text[:40]}"
