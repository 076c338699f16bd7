"""How other systems name our rows, so that the same import twice changes nothing."""

from django.db import models


def external_id() -> "models.CharField[str | None, str | None]":
    """A nullable name given by another system, unique within its table."""
    return models.CharField(max_length=200, unique=True, null=True, blank=True)
