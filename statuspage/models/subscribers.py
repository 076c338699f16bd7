"""Who wants to hear of the status page, by which way, and how each stands."""

import secrets

from django.db import models
from django.db.models import Q

from accounts.models import Language
from statuspage.models.pages import StatusPage
from statuspage.models.stories import Component


def new_token() -> str:
    """What stands for a subscriber in the links that only she gets."""
    return secrets.token_urlsafe(24)


class Subscriber(models.Model):
    """One address that is told what is published on one page. Only a confirmed one is ever written to, but to be asked.

    `contact` is the mailbox of whoever looks after an address that is a program's. `failing_since`: nothing has been
    taken there since. `reader`: by which address she signed in to a page that is not for everybody.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", "Mail"
        SMS = "sms", "Text message"
        WEBHOOK = "webhook", "Webhook"
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Microsoft Teams"

    class State(models.TextChoices):
        PENDING = "pending", "asked to confirm"
        CONFIRMED = "confirmed", "subscribed"
        PAUSED = "paused", "paused: its address fails"
        UNSUBSCRIBED = "unsubscribed", "unsubscribed"
        BOUNCED = "bounced", "the address does not exist"

    page = models.ForeignKey(
        StatusPage,
        null=True,
        on_delete=models.CASCADE,
        related_name="subscribers",
        help_text="Empty: the default page.",
    )
    reader = models.EmailField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=1000)
    contact = models.EmailField(blank=True)
    all_components = models.BooleanField(default=True)
    components = models.ManyToManyField(Component, blank=True, related_name="subscribers")
    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)
    zone = models.CharField(max_length=60, default="UTC")
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    token = models.CharField(max_length=48, unique=True, default=new_token)
    asked_at = models.DateTimeField(null=True, help_text="When a confirmation was last sent.")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address"], condition=Q(page=None), name="subscriber_once"
            ),
            models.UniqueConstraint(
                fields=["page", "channel", "address"],
                condition=Q(page__isnull=False),
                name="subscriber_once_of_page",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="subscriber_confirmed"
            ),
        ]
        indexes = [
            models.Index(fields=["page", "id"], condition=Q(state="confirmed"), name="subscriber_to_tell_of"),
            models.Index(fields=["state", "channel"], name="subscriber_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.address} by {self.get_channel_display().lower()}"

    @property
    def key(self) -> str:
        """How the timeline and deliveries name this one."""
        return f"subscriber:{self.pk}"

    @property
    def mailbox(self) -> str:
        """Where a person reads what concerns the subscription itself; empty for a phone."""
        return self.address if self.channel == self.Channel.EMAIL else self.contact


class SubscriberCode(models.Model):
    """Six digits sent to a phone, of which only the seed is kept."""

    subscriber = models.OneToOneField(Subscriber, on_delete=models.CASCADE, related_name="code")
    nonce = models.CharField(max_length=32)
    sent_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"code for {self.subscriber_id}"


class FormUse(models.Model):
    """How often the public form was used in an hour, for each client and each address; neither can be read from it."""

    who = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "hour"], name="form_use_once")]

    def __str__(self) -> str:
        return f"{self.who[:8]} {self.hour}: {self.count}"
