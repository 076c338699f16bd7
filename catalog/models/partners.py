"""Partners: companies that sell the service on to customers of their own."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from catalog.models.external import external_id


class Partner(models.Model):
    """A channel partner; always on the notification plan."""

    name = models.CharField(max_length=120, unique=True)
    external_id = external_id()

    def __str__(self) -> str:
        return self.name


class PartnerContact(models.Model):
    """A person at a partner. `opt_outs` lists message kinds this person does not want."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, default="en")
    opt_outs = ArrayField(models.CharField(max_length=20), default=list, blank=True)

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
