"""Every message to a person and what came of it, and every message that came back."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.models import Language, User

_SLACK_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")


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
    address = models.CharField(max_length=1000)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True, help_text="Where to read on, and answer.")
    offers = models.JSONField(
        default=list, blank=True, help_text="Pairs: the key of an answer, and its words."
    )
    language = models.CharField(max_length=5, default="en")
    urgent = models.BooleanField(default=False)
    held_until = models.DateTimeField(null=True, help_text="Its reader's quiet hours end then.")
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
            models.Index(fields=["channel", "address", "-sent_at"], name="delivery_by_destination"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_label} by {self.channel}: {self.state}"


class Attempt(models.Model):
    """One request at one provider for a delivery: written before it is asked, and what came of it."""

    class State(models.TextChoices):
        ASKING = "asking", "being handed over"
        SENT = "sent", "accepted by the provider"
        DELIVERED = "delivered", "delivered"
        UNCONFIRMED = "unconfirmed", "no receipt in time"
        DELAYED = "delayed", "not taken, later perhaps"
        LOST = "lost", "taken, then reported as lost"
        REFUSED = "refused", "refused"
        HOPELESS = "hopeless", "refused, whoever carries it"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.ASKING)
    provider_id = models.CharField(max_length=120, blank=True)
    error_code = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    receipt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="attempt_once")]
        indexes = [
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="attempt_by_provider_id"),
            models.Index(fields=["asked_at"], name="attempt_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}.{self.number} through {self.provider}: {self.state}"


class ProviderHealth(models.Model):
    """How a provider of a channel has done of late. Failures are counted in a row; it rests until `rests_until`."""

    channel = models.CharField(max_length=20)
    provider = models.CharField(max_length=20)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=300, blank=True)
    worked_at = models.DateTimeField(null=True, help_text="When a series of failures ended.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "provider"], name="provider_health_once")]
        verbose_name_plural = "health of providers"

    def __str__(self) -> str:
        return f"{self.channel} through {self.provider}: {self.failures} failures in a row"


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


class Place(models.Model):
    """Where a level tells many at once: a chat channel, or a program's webhook. Nobody there is paged by it."""

    class Kind(models.TextChoices):
        SLACK = "slack", "Slack channel"
        TEAMS = "teams", "Microsoft Teams channel"
        WEBHOOK = "webhook", "Webhook"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(
        max_length=1000, help_text="The id of the Slack channel, like C024BE91L, or the address to post to."
    )
    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What is no address of its kind is refused where it is entered."""
        if self.kind == self.Kind.SLACK:
            if not _SLACK_CHANNEL.fullmatch(self.address):
                raise ValidationError(
                    {"address": "Write the channel's id, like C024BE91L; it ends its link."}
                )
        elif not self.address.startswith(("https://", "http://")):
            raise ValidationError({"address": "Write the whole address, beginning with https://."})
