"""Hunt groups, their members, what a group remembers, and each call through one."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from catalog.models import Calendar
from incidents.models import Incident
from oncall.models.runs import EscalationRun
from oncall.models.schedules import Schedule


class HuntGroup(models.Model):
    """People tried in an order of the group's own, until one accepts. Times in seconds."""

    class Policy(models.TextChoices):
        LINEAR = "linear", "from the top"
        CIRCULAR = "circular", "in turn"
        RING_ALL = "ring_all", "all at once"
        LONGEST_IDLE = "longest_idle", "longest idle first"
        WEIGHTED = "weighted", "by weight"
        SKILLS = "skills", "by skill"
        FEWEST_CALLS = "fewest_calls", "fewest calls first"

    class Pointer(models.TextChoices):
        ANSWERED = "answered", "whoever answered last"
        OFFERED = "offered", "whoever was called last"

    class Then(models.TextChoices):
        NEXT_MEMBER = "next_member", "go on to the next member"
        NEXT_GROUP = "next_group", "go to the overflow at once"
        STOP = "stop", "stop"

    class Missed(models.TextChoices):
        PAGE = "page", "page at once, as for a critical alert"
        QUEUE = "queue", "wait in the queue; the helpdesk is called after five minutes"

    name = models.CharField(max_length=80, unique=True)
    policy = models.CharField(max_length=20, choices=Policy, default=Policy.LINEAR)
    pointer = models.CharField(max_length=10, choices=Pointer, default=Pointer.ANSWERED)
    hunt_calls_only = models.BooleanField(
        default=False, help_text="Idle time counts calls of this group only."
    )
    weighted_random = models.BooleanField(default=False)
    required_skills = models.JSONField(default=dict, blank=True)
    ring_seconds = models.PositiveIntegerField(default=20)
    max_passes = models.PositiveSmallIntegerField(default=1)
    pass_pause_seconds = models.PositiveIntegerField(default=10)
    total_seconds = models.PositiveIntegerField(null=True, blank=True)
    on_busy = models.CharField(max_length=12, choices=Then, default=Then.NEXT_MEMBER)
    on_unavailable = models.CharField(max_length=12, choices=Then, default=Then.NEXT_MEMBER)
    on_no_answer = models.CharField(max_length=12, choices=Then, default=Then.NEXT_MEMBER)
    call_waiting = models.BooleanField(
        default=False, help_text="Members who are being called already are called all the same."
    )
    wrap_up_seconds = models.PositiveIntegerField(default=0)
    logout_after_missed = models.PositiveSmallIntegerField(default=0, help_text="0: never.")
    overflow_group = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    overflow_schedule = models.ForeignKey(
        Schedule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    overflow_user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    calendar = models.ForeignKey(
        Calendar,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="When the group is at work; empty: day and night.",
    )
    number = models.CharField(max_length=20, blank=True, help_text="Calls to this number hunt the group.")
    missed_call = models.CharField(max_length=5, choices=Missed, default=Missed.PAGE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="hunt_number_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the timeline names it."""
        return f"hunt_group:{self.pk}"


class HuntMember(models.Model):
    """A member and place in the group; `missed` counts calls in a row that she did not answer."""

    class Paused(models.TextChoices):
        BY_HAND = "by_hand", "paused"
        MISSED = "missed", "paused after missed calls"

    group = models.ForeignKey(HuntGroup, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    weight = models.PositiveSmallIntegerField(default=1)
    skills = models.JSONField(default=dict, blank=True)
    calendar = models.ForeignKey(
        Calendar,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Her hours; empty: always.",
    )
    paused = models.BooleanField(default=False)
    paused_why = models.CharField(max_length=10, choices=Paused, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    missed = models.PositiveSmallIntegerField(default=0)
    last_ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["group", "position"], name="hunt_position_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.position}: {self.user}"


class HuntMemory(models.Model):
    """What a group remembers from call to call; the row is locked whenever a call of the group begins or moves."""

    group = models.OneToOneField(HuntGroup, on_delete=models.CASCADE, primary_key=True, related_name="memory")
    remembered = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"memory of {self.group_id}"


class HuntCall(models.Model):
    """One hunt; members are a snapshot, `log` what was done: seconds, users, what."""

    class State(models.TextChoices):
        RUNNING = "running", "hunting"
        ANSWERED = "answered", "answered"
        EXHAUSTED = "exhausted", "nobody answered"
        ENDED = "ended", "ended"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="hunts")
    run = models.ForeignKey(EscalationRun, null=True, on_delete=models.PROTECT, related_name="hunts")
    group = models.ForeignKey(HuntGroup, null=True, on_delete=models.SET_NULL, related_name="calls")
    group_name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20, help_text="level, fallback or dispatch")
    snapshot = models.JSONField()
    position = models.JSONField(default=dict)
    log = models.JSONField(default=list)
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
        indexes = [
            models.Index(fields=["group", "-id"], name="hunt_by_group"),
            models.Index(fields=["state"], condition=Q(state="running"), name="hunt_running"),
        ]

    def __str__(self) -> str:
        return f"{self.group_name} for {self.incident_id}: {self.state}"

    @property
    def ring_key(self) -> str:
        """How the keys of the pages of the present ring begin."""
        return f"hunt:{self.pk}:{self.step}:"
