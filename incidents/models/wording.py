"""The words of messages as this company wrote them; what nobody wrote is said in the words as delivered."""

from django.db import models


class MessageTemplate(models.Model):
    """One version of the words for one kind of message, its readers, its form and a language; never changed."""

    kind = models.CharField(max_length=12)
    readers = models.CharField(max_length=20)
    form = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=1)
    as_delivered = models.BooleanField(default=False, help_text="Back to the words as delivered.")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    created_by_label = models.CharField(max_length=120)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "readers", "form", "language", "version"],
                name="message_template_version_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.readers}, {self.form}, {self.language}, version {self.version}"
