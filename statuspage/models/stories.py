"""What the public is told: components and how they fared, incidents, and each thing told of them."""

import secrets

from django.db import models
from django.db.models import Q

from catalog.models import Asset
from incidents.models import Incident


def public_id() -> str:
    """A random name for the outside; numbers of incidents stay inside."""
    return secrets.token_urlsafe(9)


class ComponentState(models.TextChoices):
    """The states of `statuspage.colours`, in the words of our page."""

    OPERATIONAL = "operational", "Works"
    DEGRADED = "degraded_performance", "Slow"
    PARTIAL_OUTAGE = "partial_outage", "Partial outage"
    MAJOR_OUTAGE = "major_outage", "Major outage"
    MAINTENANCE = "maintenance", "Maintenance"


class ComponentGroup(models.Model):
    """Components that customers think of together."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """A part of the service as customers know it. `automatic`: its colour follows its assets by itself, no text."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=200, blank=True)
    group = models.ForeignKey(
        ComponentGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="components"
    )
    position = models.PositiveSmallIntegerField(default=0)
    showcase = models.BooleanField(default=True, help_text="Its ninety days are drawn on the page.")
    only_show_if_degraded = models.BooleanField(default=False)
    automatic = models.BooleanField(default=False)
    assets = models.ManyToManyField(Asset, blank=True, related_name="components")
    state = models.CharField(max_length=20, choices=ComponentState, default=ComponentState.OPERATIONAL)
    line = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class PublicIncident(models.Model):
    """An incident as customers are told it; at most one unfinished one for each incident."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="public")
    episode = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=160)
    titles = models.JSONField(default=dict, help_text="Language → title, where it was translated.")
    affected_only = models.BooleanField(
        default=False, help_text="Told on the pages of the customers it affects, on no other."
    )
    report = models.TextField(blank=True, help_text="What we found afterwards.")
    reports = models.JSONField(default=dict, help_text="Language → report.")
    reported_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "episode"], name="public_incident_once")]

    def __str__(self) -> str:
        return self.title


class StatusUpdate(models.Model):
    """One thing told. Never changed; a correction is a new update."""

    class Status(models.TextChoices):
        INVESTIGATING = "investigating", "Investigating"
        IDENTIFIED = "identified", "Identified"
        MONITORING = "monitoring", "Monitoring"
        RESOLVED = "resolved", "Resolved"

    class Kind(models.TextChoices):
        INITIAL = "initial"
        UPDATE = "update"
        ALL_CLEAR = "all_clear"
        CORRECTION = "correction"

    public_incident = models.ForeignKey(PublicIncident, on_delete=models.PROTECT, related_name="updates")
    kind = models.CharField(max_length=12, choices=Kind)
    status = models.CharField(max_length=14, choices=Status)
    text = models.TextField()
    texts = models.JSONField(default=dict, help_text="Language → text, where it was translated.")
    components = models.JSONField(default=dict, help_text="Component's public id → state.")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)
    next_update_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-published_at"], name="status_update_newest")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="status_update_has_text")]

    def __str__(self) -> str:
        return f"{self.status}: {self.text[:40]}"


class ComponentSpan(models.Model):
    """How a component fared during [starts_at, ends_at); ninety days of it are the history."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="spans")
    state = models.CharField(max_length=20, choices=ComponentState)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["component"], condition=Q(ends_at=None), name="component_span_one_open"
            )
        ]
        indexes = [models.Index(fields=["component", "starts_at"], name="component_span_by_time")]

    def __str__(self) -> str:
        return f"{self.component} {self.state}"
