"""Who is on call when: schedules, their layers, stand-ins, swaps, absences."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Team, User
from catalog.models import Calendar

FORWARD = Q(ends_at__gt=F("starts_at"))


class Schedule(models.Model):
    """A duty that somebody should have at any time; its layers say who. Times on the wall are those of `zone`."""

    name = models.CharField(max_length=80, unique=True)
    zone = models.CharField(max_length=60, default="UTC")
    owner = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="Hears of gaps."
    )

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How timeline and outbox name this schedule."""
        return f"schedule:{self.pk}"


class Layer(models.Model):
    """A rotation of a schedule; a higher position covers a lower one. `hours` restrict it, empty is always."""

    class Unit(models.TextChoices):
        HOUR = "hour", "hours"
        DAY = "day", "days"
        WEEK = "week", "weeks"
        MONTH = "month", "months"
        CUSTOM = "custom", "a pattern"

    class OnHolidays(models.TextChoices):
        AS_USUAL = "", "as on other days"
        SKIP = "skip", "nobody has it then"
        ONLY = "only", "only then"

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="layers")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.WEEK)
    every = models.PositiveSmallIntegerField(default=1)
    pattern = ArrayField(
        models.PositiveIntegerField(), default=list, blank=True, help_text="Hours of each turn of a cycle."
    )
    anchor = models.DateTimeField(help_text="A hand-over, as local wall-clock time kept in UTC fields.")
    at_once = models.PositiveSmallIntegerField(default=1, help_text="How many people share a turn.")
    hours = models.JSONField(default=list, blank=True, help_text="Lists of days, opens, closes.")
    on_holidays = models.CharField(max_length=4, choices=OnHolidays, default=OnHolidays.AS_USUAL, blank=True)
    holidays_of = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Whose holidays count.",
    )  # fmt: skip
    brought_from = models.CharField(
        max_length=120, blank=True, help_text="The calendar file its shifts came from; then it has no turns."
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(every__gt=0) & Q(at_once__gt=0), name="layer_turns_count")
        ]

    def __str__(self) -> str:
        return f"{self.schedule}: {self.name}"


class LayerMember(models.Model):
    """Somebody in the rotation, from a moment until another; none is from the beginning, or for ever."""

    layer = models.ForeignKey(Layer, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    joins_at = models.DateTimeField(null=True, blank=True)
    leaves_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.layer} {self.position}: {self.user}"


class Override(models.Model):
    """Somebody stands in for [starts_at, ends_at): for the whole schedule, or in one layer."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="overrides")
    layer = models.ForeignKey(Layer, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=FORWARD, name="override_forward")]
        indexes = [models.Index(fields=["schedule", "ends_at"], name="override_by_end")]

    def __str__(self) -> str:
        return f"{self.user} for {self.schedule}"


class Swap(models.Model):
    """Somebody asks to give a stretch of duty away. Until it is taken nothing changes."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="swaps")
    gives = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    takes = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=FORWARD, name="swap_forward"),
            models.CheckConstraint(
                condition=Q(takes=None, taken_at=None) | Q(takes__isnull=False, taken_at__isnull=False),
                name="swap_taken_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gives} on {self.schedule}"


class Absence(models.Model):
    """Somebody is away and not on call, on any schedule."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [models.CheckConstraint(condition=FORWARD, name="absence_forward")]

    def __str__(self) -> str:
        return f"{self.user} away"
