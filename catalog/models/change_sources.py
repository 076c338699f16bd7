"""Who reports changes by machine, and each report as it came."""

from django.db import models
from django.db.models import Q


class ChangeSource(models.Model):
    """A sender of changes, known by its token (kept as a hash)."""

    class Kind(models.TextChoices):
        PAGERDUTY = "pagerduty", "PagerDuty change events"
        GITHUB = "github", "GitHub"
        GITLAB = "gitlab", "GitLab"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    token_hash = models.CharField(
        max_length=64,
        unique=True,
        null=True,
        help_text="None when it reports with the key of another source.",
    )
    token_hint = models.CharField(max_length=12, blank=True)
    active = models.BooleanField(default=True)
    heard_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return self.name


class RawChange(models.Model):
    """A report as it came. What nobody could read is kept as well, with why."""

    class State(models.TextChoices):
        TAKEN = "taken", "read"
        REJECTED = "rejected", "rejected"

    source = models.ForeignKey(ChangeSource, on_delete=models.PROTECT, related_name="reports")
    change = models.ForeignKey("catalog.Change", null=True, on_delete=models.SET_NULL, related_name="reports")
    received_at = models.DateTimeField()
    body = models.BinaryField()
    content_type = models.CharField(max_length=120, blank=True)
    event = models.CharField(max_length=60, blank=True, help_text="What the sender calls it.")
    state = models.CharField(max_length=10, choices=State)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["source", "-id"], name="raw_change_by_source"),
            models.Index(fields=["-id"], condition=Q(state="rejected"), name="raw_change_rejected"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.received_at}: {self.state}"
