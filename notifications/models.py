"""Every message to a person and what came of it, and every message that came back."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class Delivery(models.Model):
    """One message to one address by one channel.

    `subject_key` (`incident:12`) and `recipient` (`user:7`, `contact:3`) are text keys; `recipient_label` can be
    erased. `key` makes it once: one delivery for each incident, kind, recipient, channel and sequence.
    """

    class State(models.TextChoices):
        PENDING = "pending", "waiting to be sent"
        SENT = "sent", "accepted by the provider"
        DELIVERED = "delivered", "delivered"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(
        max_length=20, help_text="page, initial, update, all_clear, correction, rfo, reply, note"
    )
    subject_key = models.CharField(max_length=60)
    recipient = models.CharField(max_length=60)
    recipient_label = models.CharField(max_length=160)
    channel = models.CharField(max_length=20)
    address = models.CharField(max_length=254)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=20, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    error_code = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["subject_key", "id"], name="delivery_by_subject"),
            models.Index(
                fields=["provider_id"], condition=~Q(provider_id=""), name="delivery_by_provider_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_label} by {self.channel}: {self.state}"


class InboundMessage(models.Model):
    """A message that came in, kept whether or not it could be understood. A replay gets the same answer."""

    provider = models.CharField(max_length=20)
    provider_id = models.CharField(max_length=120)
    channel = models.CharField(max_length=20)
    sender = models.CharField(max_length=60)
    body = models.TextField(blank=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.TextField(blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "provider_id"], name="inbound_once")]

    def __str__(self) -> str:
        return f"{self.sender}: {self.body[:40]}"


class DistributionList(models.Model):
    """People told together: members of staff and further addresses."""

    name = models.CharField(max_length=80, unique=True)
    members = models.ManyToManyField(User, blank=True, related_name="distribution_lists")
    addresses = models.TextField(blank=True, help_text="Further e-mail addresses, one a line.")

    def __str__(self) -> str:
        return self.name
