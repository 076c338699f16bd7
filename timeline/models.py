"""The one record of what has happened. Rows are never changed or removed; a trigger sees to it."""

from django.db import models


class TimelineEntry(models.Model):
    """A fact: what (`kind`, dotted, past tense), about whom (`subject`, a text key), by whom, when it happened,
    when it was entered, and the data that its sentence is rendered from."""

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    actor_label = models.CharField(max_length=120)
    happened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="timeline_by_subject"),
            models.Index(fields=["kind", "happened_at"], name="timeline_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind}"
