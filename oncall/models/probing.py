"""Messages that try a way to reach somebody before it is needed."""

from django.db import models
from django.db.models import Q

from accounts.models import ContactMethod, User
from oncall.models.paths import EscalationPath


class Probe(models.Model):
    """A test page by one way of one person, and whether she said that it came. `key` is its delivery's key.

    Those sent together share a `round`: `2026-11` for the monthly test, `path:3:…` for a test of a path.
    """

    class Cause(models.TextChoices):
        MONTH = "month", "the monthly test"
        PATH = "path", "a test of a path"

    key = models.CharField(max_length=200, unique=True)
    round = models.CharField(max_length=60)
    cause = models.CharField(max_length=6, choices=Cause)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="probes")
    method = models.ForeignKey(ContactMethod, on_delete=models.CASCADE, related_name="+")
    path = models.ForeignKey(EscalationPath, null=True, on_delete=models.CASCADE, related_name="probes")
    level = models.CharField(max_length=80, blank=True)
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_via = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "method"], condition=Q(cause="month"), name="probe_once_a_month"
            )
        ]
        indexes = [models.Index(fields=["user", "-sent_at"], name="probe_by_user")]

    def __str__(self) -> str:
        return f"{self.round}: {self.user} by {self.method}"
