"""Who is on call, which way a page takes, and each escalation as it runs."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from catalog.models import Calendar
from incidents.models import Incident


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


class EscalationRun(models.Model):
    """A path being climbed for an incident. `path` is a snapshot; `position` is the pure policy's state."""

    class State(models.TextChoices):
        RUNNING = "running", "running"
        ACKNOWLEDGED = "acknowledged", "acknowledged"
        EXHAUSTED = "exhausted", "nobody answered"
        ENDED = "ended", "ended"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="runs")
    episode = models.PositiveSmallIntegerField(default=1)
    path_name = models.CharField(max_length=80)
    path = models.JSONField()
    position = models.JSONField(default=dict)
    step = models.PositiveIntegerField(
        default=0, help_text="Counts moves; a timer for an older step is moot."
    )
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    end_reason = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    recovered_at = models.DateTimeField(
        null=True, help_text="All alerts recovered while nobody had acknowledged; the pages say so."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state__in=["running", "exhausted"]), name="run_one_active"
            )
        ]
        indexes = [
            models.Index(fields=["incident", "-id"], name="run_by_incident"),
            models.Index(fields=["state"], condition=~Q(state="ended"), name="run_not_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.path_name} for {self.incident_id}: {self.state}"

    @property
    def key(self) -> str:
        """How timeline and outbox name it."""
        return f"run:{self.pk}"


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


class Page(models.Model):
    """A person was paged: why, at which level, and what became of it. Its deliveries' keys begin with its own."""

    class Purpose(models.TextChoices):
        LEVEL = "level", "escalation level"
        HUNT = "hunt", "hunt group"
        FALLBACK = "fallback", "fallback"
        LAST_RESORT = "last_resort", "last resort"
        DISPATCH = "dispatch", "dispatch"
        IM = "im", "to be incident manager"
        REMINDER = "reminder", "still on it?"

    class Answer(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", "acknowledged"
        DECLINED = "declined", "declined"
        ESCALATED = "escalated", "passed on"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="pages")
    run = models.ForeignKey(EscalationRun, null=True, on_delete=models.PROTECT, related_name="pages")
    hunt = models.ForeignKey(HuntCall, null=True, on_delete=models.PROTECT, related_name="pages")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="pages")
    key = models.CharField(max_length=120, unique=True)
    purpose = models.CharField(max_length=12, choices=Purpose)
    level = models.PositiveSmallIntegerField(null=True)
    level_name = models.CharField(max_length=80, blank=True)
    pass_number = models.PositiveSmallIntegerField(default=1)
    paged_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_via = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["incident", "id"], name="page_by_incident"),
            models.Index(fields=["user", "-id"], name="page_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} paged for {self.incident_id}"
