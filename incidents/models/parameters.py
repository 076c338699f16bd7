"""The versions of the numbers that classifications are computed with."""

from django.db import models


class ParameterVersion(models.Model):
    """One version of the numbers, never changed afterwards; before the first one the method's own numbers hold."""

    version = models.PositiveIntegerField(unique=True)
    numbers = models.JSONField()
    reason = models.TextField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    created_by_label = models.CharField(max_length=120)

    class Meta:
        ordering = ("-version",)

    def __str__(self) -> str:
        return f"Version {self.version}"
