"""Customers, the assets they depend on, and the mapping between the two."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from accounts.models import Team, User


class Calendar(models.Model):
    """Working hours in an IANA zone. `closes` at or before `opens` is a shift over midnight of the opening day."""

    name = models.CharField(max_length=80, unique=True)
    zone = models.CharField(max_length=60, default="UTC")
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, help_text="0 is Monday.")
    opens = models.TimeField(default="09:00")
    closes = models.TimeField(default="17:00")
    holidays = ArrayField(models.DateField(), default=list, blank=True)
    is_24x7 = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


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
    top10 = models.BooleanField(default=False)
    calendar = models.ForeignKey(
        Calendar, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )
    account_manager = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="customers"
    )

    def __str__(self) -> str:
        return self.name


class CustomerContact(models.Model):
    """A person at a customer. `opt_outs` lists message kinds this person does not want."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    is_key_contact = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="en")
    opt_outs = ArrayField(models.CharField(max_length=20), default=list, blank=True)

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


class Asset(models.Model):
    """Anything a customer may depend on; needs only a name, a kind, a criticality and an owner."""

    class Kind(models.TextChoices):
        DATACENTRE = "datacentre"
        SERVER = "server"
        DATABASE = "database"
        NETWORK = "network"
        APPLICATION = "application"
        PROCESS = "process"
        WORKFLOW = "workflow"
        COMMUNICATION_LINE = "communication_line"
        CONFIG_FILE = "config_file"
        THIRD_PARTY = "third_party"
        CUSTOMER_SIDE = "customer_side"
        OTHER = "other"

    name = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=160, blank=True, help_text="As people say it: “UK production”.")
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    criticality = models.PositiveSmallIntegerField(default=3)
    owner_team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="assets"
    )
    internal = models.BooleanField(default=False, help_text="Never shown or told to the public.")
    serves_nobody = models.BooleanField(default=False, help_text="That no customer is linked is right.")

    class Meta:
        indexes = [GinIndex(fields=["aliases"], name="asset_by_alias")]
        constraints = [
            models.CheckConstraint(
                condition=Q(criticality__gte=1, criticality__lte=4), name="asset_criticality_1_to_4"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.name


class CustomerAssetLink(models.Model):
    """This customer depends on this asset: 1.0 wholly, 0.5 in part."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="links")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="links")
    dependency = models.DecimalField(max_digits=2, decimal_places=1, default=1)
    function = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "asset"], name="customer_asset_once")]

    def __str__(self) -> str:
        return f"{self.customer} needs {self.asset}"
