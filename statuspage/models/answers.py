"""What customers who called were answered."""

from django.db import models

from incidents.models import IncidentReport


class Answer(models.Model):
    """How one report was answered, once. A report without one waits in the seat."""

    class How(models.TextChoices):
        SAID = "said", "told on the phone"
        MAILED = "mailed", "by mail"

    report = models.OneToOneField(IncidentReport, on_delete=models.PROTECT, related_name="answer")
    how = models.CharField(max_length=6, choices=How)
    words = models.TextField()
    address = models.CharField(max_length=254, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=60)
    answered_by_label = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.report_id}: {self.get_how_display()}"

    @property
    def sentence(self) -> str:
        """What somebody hears who was slower."""
        return f"{self.answered_by_label} has answered this one at {self.answered_at:%H:%M} UTC."
