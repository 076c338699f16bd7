"""What we know of a person at a customer or at a partner."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from catalog.models.external import external_id


class Contact(models.Model):
    """A person, and which addresses somebody has verified. `opt_outs` lists message kinds this person does not want.

    `email_refused` and `phone_refused` are the addresses that were found not to exist: what stands there and is another
    one is not meant.
    """

    external_id = external_id()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    email_refused = models.EmailField(blank=True)
    email_refused_why = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    phone_refused = models.CharField(max_length=20, blank=True)
    phone_refused_why = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="en")
    opt_outs = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def mail_comes_back(self) -> bool:
        """Whether mails to the present address are refused for good."""
        return bool(self.email) and self.email.lower() == self.email_refused.lower()

    @property
    def phone_is_dead(self) -> bool:
        """Whether the present number is none."""
        return bool(self.phone) and self.phone == self.phone_refused
