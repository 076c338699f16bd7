"""Partners: companies that sell the service on to customers of their own."""

from django.db import models
from django.db.models import Q

from catalog.models.contacts import Contact
from catalog.models.external import external_id


class Partner(models.Model):
    """A channel partner; always on the notification plan."""

    name = models.CharField(max_length=120, unique=True)
    external_id = external_id()

    def __str__(self) -> str:
        return self.name


class PartnerContact(Contact):
    """A person at a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "email"], condition=~Q(email=""), name="partner_contact_email_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.partner}"

    @property
    def key(self) -> str:
        """How deliveries name this person."""
        return f"partner_contact:{self.pk}"
