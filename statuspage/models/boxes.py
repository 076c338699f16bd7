"""Who may read what touches one customer, in the company's own product."""

from django.db import models

from catalog.models import Customer
from statuspage.models.stories import public_id


class BoxKey(models.Model):
    """A key of one customer's box. Its token is signed, not kept; a revoked one opens nothing."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="box_keys")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=60)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at", "-id"]

    def __str__(self) -> str:
        return f"box of {self.customer_id}"

    @property
    def key(self) -> str:
        """How the timeline names it."""
        return f"box_key:{self.pk}"
