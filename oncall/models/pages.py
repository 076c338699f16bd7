"""Who was paged, and what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import User
from incidents.models import Incident
from oncall.models.hunting import HuntCall
from oncall.models.runs import EscalationRun


class Page(models.Model):
    """A person was paged: why, at which level, and what became of it. Its deliveries' keys begin with its own."""

    class Purpose(models.TextChoices):
        LEVEL = "level", "escalation level"
        HUNT = "hunt", "hunt group"
        FALLBACK = "fallback", "fallback"
        LAST_RESORT = "last_resort", "last resort"
        DISPATCH = "dispatch", "dispatch"
        IM = "im", "to be incident manager"
        REMINDER = "reminder", "still on it?"
        ADDED = "added", "asked to help"

    class Answer(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", "acknowledged"
        DECLINED = "declined", "declined"
        ESCALATED = "escalated", "passed on"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="pages")
    run = models.ForeignKey(EscalationRun, null=True, on_delete=models.PROTECT, related_name="pages")
    hunt = models.ForeignKey(HuntCall, null=True, on_delete=models.PROTECT, related_name="pages")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="pages")
    key = models.CharField(max_length=120, unique=True)
    purpose = models.CharField(max_length=12, choices=Purpose)
    level = models.PositiveSmallIntegerField(null=True)
    level_name = models.CharField(max_length=80, blank=True)
    pass_number = models.PositiveSmallIntegerField(default=1)
    each_acks = models.BooleanField(
        default=False, help_text="Waits for this person's own answer, whoever else has acknowledged."
    )
    paged_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_via = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["incident", "id"], name="page_by_incident"),
            models.Index(fields=["user", "-id"], name="page_by_user"),
            models.Index(fields=["paged_at"], name="page_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.user} paged for {self.incident_id}"


class Bundle(models.Model):
    """One message that named several incidents to a person; “5aa” answers number 5 of this person."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    incidents = ArrayField(models.BigIntegerField())
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="bundle_by_user")]

    def __str__(self) -> str:
        return f"{self.number}aa: {len(self.incidents)} incidents for {self.user_id}"
