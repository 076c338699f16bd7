"""Requests of programs that were answered once: whoever asks again with the same key gets the same answer."""

from django.db import models

from accounts.models import User
from incidents.models.detect import Incident


class AnsweredRequest(models.Model):
    """A report made through the API with an `Idempotency-Key`, and what was answered."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was asked.")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answered_request_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.key}"
