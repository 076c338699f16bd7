"""Where alerts come from, what arrived as it arrived, and what it meant."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from alerts.severity import Response
from catalog.models import Asset
from incidents.models import Incident

RESPONSES = [
    (Response.PAGE.value, "open an incident and page at once"),
    (Response.QUEUE.value, "open it in the queue"),
    (Response.KEEP.value, "keep it and show it"),
]


class Source(models.Model):
    """A sender of alerts, known by its token (kept as a hash). Empty settings mean the defaults."""

    class Kind(models.TextChoices):
        ALERTMANAGER = "alertmanager", "Prometheus Alertmanager"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ALERTMANAGER)
    token_hash = models.CharField(max_length=64, unique=True)
    token_hint = models.CharField(max_length=12)
    asset_label = models.CharField(max_length=60, blank=True)
    severity_label = models.CharField(max_length=60, default="severity")
    severity_values = models.JSONField(default=dict, blank=True, help_text="Label value → severity.")
    responses = models.JSONField(default=dict, blank=True, help_text="Severity → page, queue or keep.")
    agreed_by = models.CharField(max_length=120, blank=True, help_text="Who agreed to these responses.")
    active = models.BooleanField(default=True)
    unreadable_told_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return self.name


class AlertRule(models.Model):
    """What was agreed for alerts of one name: who agreed, the response, fixed grades if any."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="rules")
    alert_name = models.CharField(max_length=160)
    response = models.CharField(max_length=5, choices=RESPONSES, blank=True)
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "alert_name"], name="alert_rule_once")]

    def __str__(self) -> str:
        return f"{self.alert_name}: {self.response}"


class RawRequest(models.Model):
    """A request as it came, kept before anything is understood. `state` waiting rows are read by the relay."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting to be read"
        TAKEN = "taken", "read"
        PARTLY = "partly", "read in part"
        REJECTED = "rejected", "rejected"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="requests", db_index=False)
    received_at = models.DateTimeField()
    body = models.BinaryField()
    content_type = models.CharField(max_length=120, blank=True)
    sender = models.CharField(max_length=200, blank=True, help_text="The User-Agent.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    error = models.TextField(blank=True)
    rejected = models.JSONField(
        null=True, help_text="The alerts in it that could not be read, each with why."
    )
    alerts = models.PositiveIntegerField(default=0)
    truncated = models.PositiveIntegerField(default=0, help_text="Alerts that the sender left out.")
    taken_at = models.DateTimeField(null=True)
    told_in = models.ForeignKey(
        Incident,
        null=True,
        on_delete=models.PROTECT,
        related_name="unreadable",
        db_index=False,
        help_text="The incident that says to people that it could not be read.",
    )

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(state="waiting"), name="raw_request_waiting"),
            models.Index(
                fields=["told_in", "-id"], condition=Q(told_in__isnull=False), name="raw_request_told_in"
            ),
            models.Index(fields=["source", "-id"], name="raw_request_by_source"),
            models.Index(
                fields=["-id"], condition=Q(state__in=["partly", "rejected"]), name="raw_request_rejected"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.received_at}: {self.state}"


class Alert(models.Model):
    """One occurrence: (source, dedup_key, starts_at). Re-sent as often as it may be, it is the same row.

    In a storm every index costs as much as the row: foreign keys have none of their own where another begins with them.
    """

    class State(models.TextChoices):
        FIRING = "firing", "firing"
        RESOLVED = "resolved", "resolved"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="alerts", db_index=False)
    dedup_key = models.CharField(max_length=64)
    group_key = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the sender's group.")
    starts_at = models.DateTimeField()
    starts_at_given = models.CharField(
        max_length=60, blank=True, help_text="The sender's words, if they cannot be true."
    )
    ends_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    severity = models.CharField(max_length=10)
    severity_unmapped = models.BooleanField(default=False)
    response = models.CharField(max_length=5, choices=RESPONSES)
    state = models.CharField(max_length=10, choices=State, default=State.FIRING)
    asset = models.ForeignKey(
        Asset, null=True, on_delete=models.SET_NULL, related_name="alerts", db_index=False
    )
    asset_name = models.CharField(max_length=200, blank=True)
    labels = models.JSONField(default=dict)
    annotations = models.JSONField(default=dict)
    link = models.TextField(blank=True)
    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="alerts", db_index=False
    )
    symptom_of_unknown = models.BooleanField(default=True)
    first_received_at = models.DateTimeField()
    last_received_at = models.DateTimeField(help_text="When it was last said to be firing.")
    times_received = models.PositiveIntegerField(default=1)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "dedup_key", "starts_at"], name="alert_occurrence_once")
        ]
        indexes = [
            models.Index(fields=["incident", "-last_received_at"], name="alert_by_incident"),
            models.Index(fields=["source", "dedup_key", "incident"], name="alert_tie_by_key"),
            models.Index(fields=["asset", "incident"], name="alert_tie_by_asset"),
            models.Index(
                fields=["source", "group_key", "incident"],
                condition=~Q(group_key=""),
                name="alert_tie_by_group",
            ),
            models.Index(fields=["source"], condition=Q(severity_unmapped=True), name="alert_unmapped"),
            models.Index(
                fields=["source", "dedup_key"], condition=~Q(starts_at_given=""), name="alert_odd_start"
            ),
            models.Index(fields=["-last_received_at"], name="alert_newest"),
            GinIndex(fields=["labels"], name="alert_by_label", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
