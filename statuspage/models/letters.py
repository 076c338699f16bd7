"""What subscribers are told: an announcement for each thing published, its words once a language, a letter to each."""

from django.db import models
from django.db.models import Q

from statuspage.models.pages import StatusPage
from statuspage.models.stories import PublicIncident
from statuspage.models.subscribers import Subscriber


class Announcement(models.Model):
    """One thing to tell to the subscribers of one page. `source` makes it once.

    `cursor` is the last subscriber looked at while letters are written. `round` counts how often sending was begun:
    what was put into the outbox before a pause is moot.
    """

    class Kind(models.TextChoices):
        INCIDENT = "incident", "Incident"
        MAINTENANCE = "maintenance", "Maintenance"
        COMPONENT = "component", "Component"

    class State(models.TextChoices):
        QUEUING = "queuing", "being queued"
        SENDING = "sending", "being sent"
        PAUSED = "paused", "paused"
        DONE = "done", "done"

    source = models.CharField(max_length=120, unique=True)
    page = models.ForeignKey(
        StatusPage,
        null=True,
        on_delete=models.CASCADE,
        related_name="announcements",
        help_text="Whose subscribers are told; empty: those of the default page.",
    )
    kind = models.CharField(max_length=12, choices=Kind)
    public_incident = models.ForeignKey(
        PublicIncident, null=True, on_delete=models.CASCADE, related_name="announcements"
    )
    title = models.CharField(max_length=200)
    said = models.JSONField(default=dict, help_text="What is told, in parts, as each channel words it.")
    payload = models.JSONField(default=dict, help_text="What programs get.")
    components = models.JSONField(default=list, help_text="Public ids of what it touches.")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUING)
    cursor = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    round = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=~Q(state="done"), name="announcement_open"),
        ]

    def __str__(self) -> str:
        return self.title


class Wording(models.Model):
    """The words of an announcement for all who read this language in this zone."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=5)
    zone = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    short = models.TextField(help_text="For a text message.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "language", "zone"], name="wording_once")
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.language})"


class Letter(models.Model):
    """One announcement to one subscriber: there is never a second."""

    class State(models.TextChoices):
        WAITING = "waiting", "waits"
        SENDING = "sending", "is being sent"
        SENT = "sent", "sent"
        FAILED = "failed", "failed"
        SKIPPED = "skipped", "not sent"
        HEARD = "heard", "heard of it from the notification plan"

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="letters")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="letters")
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "subscriber"], name="letter_once")]
        indexes = [
            models.Index(
                fields=["announcement", "channel", "id"],
                condition=Q(state__in=["waiting", "sending"]),
                name="letter_open",
            ),
            models.Index(
                fields=["subscriber", "announcement"],
                condition=Q(state__in=["waiting", "sending"]),
                name="letter_open_of",
            ),
            models.Index(fields=["announcement", "state"], name="letter_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} to {self.subscriber_id}: {self.state}"

    @property
    def key(self) -> str:
        """What makes it once for whoever carries it."""
        return f"letter:{self.announcement_id}:{self.subscriber_id}"
