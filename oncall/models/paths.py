"""Which way a page takes, and what each way was before."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User
from catalog.models import Asset, AssetGroup
from notifications.models import DistributionList, Place
from oncall.models.hunting import HuntGroup
from oncall.models.schedules import Schedule


class EscalationPath(models.Model):
    """A way a page takes. The first path in use whose conditions match wins; a catch-all has none.

    The hours are those of one week on the clock of `zone`; without days it is meant at any time.
    """

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=100)
    version = models.PositiveIntegerField(default=0, help_text="Counts changes; see the versions.")
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Since when no incident takes it.")

    priorities = models.JSONField(default=list, blank=True, help_text="Empty: any.")
    asset_kinds = models.JSONField(default=list, blank=True, help_text="Empty: any.")
    assets = models.ManyToManyField(Asset, blank=True, related_name="+")
    asset_groups = models.ManyToManyField(AssetGroup, blank=True, related_name="+")
    signals = models.JSONField(default=list, blank=True, help_text="Names of alerts; * for any letters.")
    week_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    week_opens = models.TimeField(default="09:00")
    week_closes = models.TimeField(default="17:00")
    week_outside = models.BooleanField(default=False, help_text="All but these hours.")
    zone = models.CharField(max_length=60, default="UTC")

    repeat = models.PositiveSmallIntegerField(default=1)
    fallback = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    fallback_schedule = models.ForeignKey(
        Schedule, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fallback_group = models.ForeignKey(
        HuntGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ack_minutes = models.PositiveIntegerField(
        default=30, null=True, blank=True, help_text="How long an acknowledgement holds; empty: for ever."
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(repeat__lte=9), name="path_repeat_at_most_9"),
            models.CheckConstraint(
                condition=Q(ack_minutes=None) | Q(ack_minutes__gte=5, ack_minutes__lte=5760),
                name="path_ack_5_min_to_4_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the timeline names it."""
        return f"path:{self.pk}"


class EscalationLevel(models.Model):
    """A rung: its targets are paged together, then `ack_minutes` pass before the next."""

    path = models.ForeignKey(EscalationPath, on_delete=models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    ack_minutes = models.PositiveSmallIntegerField(default=5)
    each_acks = models.BooleanField(default=False, help_text="Each is paged until she has answered herself.")
    waits = models.BooleanField(
        default=False, help_text="What is not urgent waits here until somebody is on call."
    )
    channels = ArrayField(
        models.CharField(max_length=10),
        default=list,
        blank=True,
        help_text="Empty: by each person's own rules.",
    )
    users = models.ManyToManyField(User, blank=True, related_name="+")
    schedules = models.ManyToManyField(Schedule, blank=True, related_name="+")
    groups = models.ManyToManyField(HuntGroup, blank=True, related_name="+")
    lists = models.ManyToManyField(DistributionList, blank=True, related_name="+")
    places = models.ManyToManyField(Place, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["path", "position"], name="level_position_once"),
            models.CheckConstraint(condition=Q(ack_minutes__gte=1), name="level_has_a_minute"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.position}: {self.name}"


class PathVersion(models.Model):
    """What a path was from a change on; `drawing` is what the policy `Blueprint` writes."""

    path = models.ForeignKey(EscalationPath, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    drawing = models.JSONField()
    what = models.CharField(max_length=300, help_text="What was changed, in words.")
    made_by = models.CharField(max_length=60)
    made_by_label = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["path", "number"], name="path_version_once")]

    def __str__(self) -> str:
        return f"{self.path}, version {self.number}"
