"""The incident itself, who reported it, and the spans during which customers went without service."""

from django.db import models
from django.db.models import F, Func, Q

from accounts.models import User
from catalog.models import Customer
from incidents.lifecycle import StagedIncident
from incidents.priority import Priority
from incidents.stages import OPEN_STAGES, Stage


class Means(models.TextChoices):
    """How we came to know."""

    CUSTOMER_CALL = "customer_call", "a customer called"
    CUSTOMER_MESSAGE = "customer_message", "a customer wrote"
    INTERNAL_MONITORING = "internal_monitoring", "internal monitoring"
    EXTERNAL_MONITORING = "external_monitoring", "external monitoring"
    VENDOR_CALL = "vendor_call", "a vendor called"
    INTERNAL_STAFF = "internal_staff", "a colleague noticed"
    PARTNER = "partner", "a partner told us"
    OTHER = "other", "other"


def key_of(incident_id: int) -> str:
    """How timeline, outbox and deliveries name an incident."""
    return f"incident:{incident_id}"


class NumberFromSequence(Func):
    """The next number of an incident; gaps are allowed."""

    template = "nextval('incidents_incident_number')"
    output_field = models.BigIntegerField()


class Incident(StagedIncident):
    """One incident from the first signal to closure.

    `changed` counts operations: a page that shows an older count is stale.
    """

    number = models.BigIntegerField(unique=True, db_default=NumberFromSequence(), editable=False)
    title = models.CharField(max_length=200)
    episode = models.PositiveSmallIntegerField(default=1)
    end_number = models.PositiveSmallIntegerField(
        default=1,
        help_text="Which end is to be told: one more after each failed restore, reopening, or all-clear taken back.",
    )
    changed = models.PositiveIntegerField(default=0)

    means = models.CharField(max_length=24, choices=Means, blank=True)
    means_detail = models.CharField(max_length=200, blank=True)
    manifestation = models.TextField(blank=True)
    customer_discovered = models.BooleanField(default=False)
    missing_monitor = models.TextField(blank=True, help_text="Which monitor would have seen it first?")
    helpdesk_owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    im = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    im_accepted_at = models.DateTimeField(null=True)
    im_override_reason = models.CharField(max_length=300, blank=True)

    priority = models.CharField(max_length=2, choices=[(p.value, p.value) for p in Priority], blank=True)
    provisional = models.BooleanField(default=True, help_text="No person has classified it yet.")
    response = models.CharField(
        max_length=5, default="queue", help_text="page or queue: what the rule agreed."
    )
    component_unknown = models.BooleanField(default=False)
    customers_confirmed_at = models.DateTimeField(null=True)
    suppressed = models.BooleanField(default=False)
    public_words = models.JSONField(default=dict, blank=True, help_text="Title and text last told in public.")
    do_not_publish_reason = models.CharField(max_length=300, blank=True)

    problem_statement = models.TextField(blank=True)
    suspected_component = models.CharField(max_length=160, blank=True)
    restore_option = models.CharField(max_length=12, blank=True)
    restore_rationale = models.TextField(blank=True)
    quick_restored = models.BooleanField(default=False)
    problem_ticket = models.CharField(max_length=60, blank=True)
    culprit = models.CharField(max_length=160, blank=True, help_text="What it was, or “not found”.")
    unknown_times = models.JSONField(default=list, blank=True, help_text="Times declared unknown.")
    cancelled_reason = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    recurrence_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="recurrences")

    occurred_at = models.DateTimeField(null=True)
    detected_at = models.DateTimeField()
    first_recorded_at = models.DateTimeField(null=True)
    impact_known_at = models.DateTimeField(null=True)
    extent_known_at = models.DateTimeField(null=True)
    customers_informed_at = models.DateTimeField(null=True)
    handling_started_at = models.DateTimeField(null=True)
    workaround_at = models.DateTimeField(null=True)
    service_restored_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolution_informed_at = models.DateTimeField(null=True)
    causes_informed_at = models.DateTimeField(null=True)
    record_completed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    stage_entered_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage]), name="incident_stage_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.CLOSED)
                | Q(service_restored_at__isnull=False, closed_at__isnull=False),
                name="incident_closed_only_when_restored",
            ),
            models.CheckConstraint(
                condition=Q(im_accepted_at=None) | Q(im__isnull=False), name="incident_im_accepted"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="incident_not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(
                fields=["stage", "priority"], condition=Q(stage__in=OPEN_STAGES), name="incident_open"
            ),
            models.Index(fields=["-detected_at"], name="incident_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """How people name it: INC-12."""
        return f"INC-{self.number}"

    @property
    def key(self) -> str:
        """How timeline, outbox and deliveries name it."""
        return key_of(self.pk)

    @property
    def is_open(self) -> bool:
        """True until closed, cancelled or merged."""
        return self.stage in OPEN_STAGES


class IncidentReport(models.Model):
    """One person telling us about it: a call, a mail, a colleague."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    reporter = models.CharField(max_length=120, blank=True)
    means = models.CharField(max_length=24, choices=Means)
    words = models.TextField()
    reported_at = models.DateTimeField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.reporter}: {self.words[:60]}"


class Episode(models.Model):
    """A span [starts_at, ends_at) without service; open while `ends_at` is empty."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="episodes")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(ends_at=None), name="episode_one_open"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="episode_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.starts_at} to {self.ends_at}"
