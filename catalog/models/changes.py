"""Changes: what is to be altered, by whom, when, with whose approval; and when nothing should be altered at all."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from accounts.models import User
from catalog.change_guards import Kind, State
from catalog.change_lifecycle import StagedChange
from catalog.models.assets import Asset, ServiceProvider
from catalog.models.change_sources import ChangeSource
from catalog.models.customers import Customer
from catalog.models.external import external_id


class FreezeWindow(models.Model):
    """A span [starts_at, ends_at) in which nothing should be changed; an absolute one accepts no reason."""

    name = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    absolute = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="freeze_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="freeze_runs_forwards")
        ]

    def __str__(self) -> str:
        return self.name


class Change(StagedChange):
    """A request for change: ours, a provider's or a customer's own. `implemented_at` is when it was made, if it was."""

    class Origin(models.TextChoices):
        US = "us", "us"
        PROVIDER = "provider", "a provider"
        CUSTOMER = "customer", "a customer"

    class Risk(models.TextChoices):
        LOW = "low", "low"
        MEDIUM = "medium", "medium"
        HIGH = "high", "high"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NORMAL)
    source = models.CharField(max_length=10, choices=Origin, default=Origin.US)
    what = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    risk = models.CharField(max_length=6, choices=Risk, blank=True)
    impact = models.TextField(blank=True, help_text="What it may do to assets and customers.")
    rollback_plan = models.TextField(blank=True)
    sop_url = models.URLField(max_length=500, blank=True)
    function = models.CharField(max_length=120, blank=True)
    location = models.CharField(max_length=80, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    freeze_reason = models.CharField(max_length=500, blank=True)
    assets = models.ManyToManyField(Asset, blank=True, related_name="changes")
    customers = models.ManyToManyField(Customer, blank=True, related_name="changes")
    provider = models.ForeignKey(
        ServiceProvider, null=True, blank=True, on_delete=models.SET_NULL, related_name="changes"
    )
    requester = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="changes")
    requester_label = models.CharField(max_length=120)
    reported_by = models.ForeignKey(ChangeSource, null=True, on_delete=models.PROTECT, related_name="changes")
    external_id = external_id()
    unknown_assets = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    link = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    recorded_at = models.DateTimeField()
    implemented_at = models.DateTimeField(null=True)
    backed_out_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True, help_text="Why it was refused or taken back, or how it went.")
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["-implemented_at", "-id"],
                condition=Q(implemented_at__isnull=False),
                name="change_made",
            ),
            models.Index(Upper("location"), F("implemented_at").desc(), name="change_by_location"),
            models.Index(Upper("function"), F("implemented_at").desc(), name="change_by_function"),
            models.Index(fields=["ends_at", "starts_at"], name="change_by_window"),
            models.Index(fields=["state", "-id"], name="change_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="change_window_runs_forwards",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.IMPLEMENTED) | Q(implemented_at__isnull=False),
                name="change_implemented_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.what}"

    @property
    def key(self) -> str:
        """How the timeline names it."""
        return f"change:{self.pk}"

    @property
    def reference(self) -> str:
        """How people name it."""
        return f"CHG-{self.pk}"


class ChangeApproval(models.Model):
    """One person who is asked; `decision` is empty until then."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "approved"
        REJECTED = "rejected", "rejected"

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="approvals")
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="change_approvals")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    words = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "approver"], name="change_approver_once")]
        indexes = [models.Index(fields=["approver"], condition=Q(decision=""), name="change_approval_open")]

    def __str__(self) -> str:
        return f"{self.change_id} {self.approver}: {self.decision or 'asked'}"


class ChangeCheck(models.Model):
    """One point of the checklist: somebody to tell before, or something to test afterwards."""

    class Kind(models.TextChoices):
        NOTIFICATION = "notification", "tell"
        TEST = "test", "test"

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=300)
    done_at = models.DateTimeField(null=True)
    done_by_label = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.text
