"""Customers: what they are worth, when they are at work, who speaks for them, what we promised them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.models import User
from catalog.models.calendars import Calendar
from catalog.models.contacts import Contact
from catalog.models.external import external_id
from catalog.models.partners import Partner


class Customer(models.Model):
    """A company that uses the service. Without a calendar it counts as open day and night, the safe side."""

    class Tier(models.TextChoices):
        STRATEGIC = "strategic", "strategic"
        GOLD = "gold", "gold"
        SILVER = "silver", "silver"
        BRONZE = "bronze", "bronze"
        TRIAL = "trial", "trial"

    class Status(models.TextChoices):
        PROSPECT = "prospect", "prospect"
        TRIAL = "trial", "trial"
        PAYING = "paying", "paying"
        EXITED = "exited", "exited"

    name = models.CharField(max_length=120, unique=True)
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.BRONZE)
    arr = models.DecimalField("value a year", max_digits=14, decimal_places=2, default=0)
    status = models.CharField(max_length=10, choices=Status, default=Status.PAYING)
    since_date = models.DateField(null=True, blank=True)
    exited_date = models.DateField(null=True, blank=True)
    exit_reason = models.CharField(max_length=300, blank=True)
    segments = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    external_id = external_id()
    aliases = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="Names and external ids of doubles.",
    )
    top10 = models.BooleanField(default=False)
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )
    account_manager = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )

    class Meta:
        indexes = [
            GinIndex(fields=["segments"], name="customer_by_segment"),
            GinIndex(fields=["aliases"], name="customer_by_alias"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerContact(Contact):
    """A person at a customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    is_key_contact = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "email"], condition=~Q(email=""), name="contact_email_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.customer}"

    @property
    def key(self) -> str:
        """How deliveries name this person."""
        return f"contact:{self.pk}"


class CustomerGroup(models.Model):
    """Customers that share something; a link of the group is a link of each member, expanded when read."""

    name = models.CharField(max_length=120, unique=True)
    external_id = external_id()
    members = models.ManyToManyField(Customer, blank=True, related_name="customer_groups")

    def __str__(self) -> str:
        return self.name


class ContractTerm(models.Model):
    """What a contract promises: service restored within `restore_minutes`, by the clock, or by a calendar's hours."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contract_terms")
    external_id = external_id()
    name = models.CharField(max_length=120, default="Restore")
    restore_minutes = models.PositiveIntegerField()
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="contract_terms"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "name"], name="contract_term_once"),
            models.CheckConstraint(condition=Q(restore_minutes__gt=0), name="contract_term_promises_time"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.name} in {self.restore_minutes} min"
