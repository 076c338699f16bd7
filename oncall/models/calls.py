"""Live calls: somebody dials the number of a hunt group, and each phone that rings for it."""

from django.db import models

from accounts.models import User
from catalog.models import Customer
from incidents.models import Incident
from oncall.models.hunting import HuntGroup


class LiveCall(models.Model):
    """A call somebody made to us. `group` is whose number was dialled, `hunting` who is being tried now.

    The members are a snapshot; `step` counts what the caller's line was told to do; `log` is what was done.
    """

    class State(models.TextChoices):
        HUNTING = "hunting", "ringing"
        TALKING = "talking", "talking"
        VOICEMAIL = "voicemail", "leaving a message"
        ANSWERED = "answered", "answered"
        MISSED = "missed", "missed"

    provider = models.CharField(max_length=20)
    provider_id = models.CharField(max_length=64)
    number = models.CharField(max_length=20, help_text="Which was dialled.")
    caller = models.CharField(max_length=20, blank=True, help_text="Empty when it is withheld.")
    caller_label = models.CharField(max_length=160, blank=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    means = models.CharField(max_length=24, default="customer_call")
    group = models.ForeignKey(HuntGroup, null=True, on_delete=models.SET_NULL, related_name="live_calls")
    group_name = models.CharField(max_length=80)
    hunting = models.ForeignKey(HuntGroup, null=True, on_delete=models.SET_NULL, related_name="+")
    hunting_since = models.DateTimeField()
    snapshot = models.JSONField(default=dict)
    position = models.JSONField(default=dict)
    log = models.JSONField(default=list)
    step = models.PositiveIntegerField(default=0)
    turned_at = models.DateTimeField(help_text="When the line was told what it does now.")
    state = models.CharField(max_length=10, choices=State, default=State.HUNTING)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="live_calls")
    recording_id = models.CharField(max_length=64, blank=True)
    recording_seconds = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_id"], name="live_call_once"),
        ]
        indexes = [
            models.Index(fields=["group", "-id"], name="live_call_by_group"),
            models.Index(fields=["state"], condition=models.Q(ended_at=None), name="live_call_going_on"),
        ]

    def __str__(self) -> str:
        return f"{self.caller_label or self.caller or 'withheld'} to {self.group_name}: {self.state}"

    @property
    def key(self) -> str:
        """How the timeline names it."""
        return f"live_call:{self.pk}"

    @property
    def who(self) -> str:
        """The caller, as people say it."""
        return self.caller_label or self.caller or "a withheld number"


class LiveRing(models.Model):
    """One member's phone rings for a live call; `step` is the call's, so that a late key finds its ring over."""

    class State(models.TextChoices):
        RINGING = "ringing", "ringing"
        HEARD = "heard", "picked up, no key yet"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        SILENT = "silent", "did not answer"
        BUSY = "busy", "the line is busy"
        FAILED = "failed", "could not be reached"
        CANCELLED = "cancelled", "rings no more"

    call = models.ForeignKey(LiveCall, on_delete=models.CASCADE, related_name="rings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    step = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.RINGING)
    turns = models.PositiveSmallIntegerField(default=0, help_text="How often the menu was said.")
    rang_at = models.DateTimeField()
    pressed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "state"], name="live_ring_by_user")]

    def __str__(self) -> str:
        return f"{self.user}: {self.state}"
