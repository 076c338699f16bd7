"""What we know of a person at a customer or at a partner."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from catalog.models.external import external_id


class Contact(models.Model):
    """A person, and which addresses somebody has verified. `opt_outs` lists message kinds this person does not want."""

    external_id = external_id()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=10, default="en")
    opt_outs = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        abstract = True
