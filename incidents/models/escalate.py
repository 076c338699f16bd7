"""Who leads: the appointments of Incident Managers."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from incidents.models.detect import Incident


class Appointment(models.Model):
    """Somebody was named Incident Manager: open until accepted, declined or replaced."""

    class State(models.TextChoices):
        NAMED = "named", "named"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        REPLACED = "replaced", "replaced"
        UNANSWERED = "unanswered", "did not answer"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="appointments")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.NAMED)
    named_by = models.CharField(max_length=60)
    named_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state="named"), name="appointment_one_open"
            ),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state="accepted"), name="appointment_one_im"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.state}"
