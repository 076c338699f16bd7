"""Assets: everything a customer may depend on, what each needs itself, and what stands in for what."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from accounts.models import Team
from catalog.models.external import external_id

HARD, SOFT = 1.0, 0.5


class ServiceProvider(models.Model):
    """Somebody outside who runs assets of ours: a cloud, a carrier, a payment house."""

    name = models.CharField(max_length=120, unique=True)
    status_url = models.URLField(blank=True, help_text="Its own public status page.")
    phone = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


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
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    criticality = models.PositiveSmallIntegerField(default=3)
    owner_team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="assets"
    )
    external_id = external_id()
    likelihood = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of failure, 1 to 5.")
    impact_override = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of its loss, 1 to 5."
    )
    environment = models.CharField(max_length=40, blank=True, help_text="production, staging …")
    location = models.CharField(max_length=80, blank=True)
    provider = models.ForeignKey(
        ServiceProvider, null=True, blank=True, on_delete=models.SET_NULL, related_name="assets"
    )
    note = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    internal = models.BooleanField(default=False, help_text="Never shown or told to the public.")
    serves_nobody = models.BooleanField(default=False, help_text="That no customer is linked is right.")

    class Meta:
        indexes = [GinIndex(fields=["aliases"], name="asset_by_alias")]
        constraints = [
            models.CheckConstraint(
                condition=Q(criticality__gte=1, criticality__lte=4), name="asset_criticality_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5), name="asset_likelihood_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(impact_override__gte=1, impact_override__lte=5), name="asset_impact_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name


class AssetGroup(models.Model):
    """Assets that are named together; a link to the group is a link to each member, expanded when read."""

    name = models.CharField(max_length=120, unique=True)
    external_id = external_id()
    members = models.ManyToManyField(Asset, blank=True, related_name="asset_groups")

    def __str__(self) -> str:
        return self.name


class AssetDependency(models.Model):
    """`asset` needs `needs`: hard 1.0, it stops with it; soft 0.5, it suffers."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="dependants")
    strength = models.DecimalField(max_digits=2, decimal_places=1, default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "needs"], name="asset_dependency_once"),
            models.CheckConstraint(condition=~Q(asset=F("needs")), name="asset_needs_another"),
            models.CheckConstraint(
                condition=Q(strength__in=[HARD, SOFT]), name="asset_dependency_hard_or_soft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset} needs {self.needs}"


class RedundancyGroup(models.Model):
    """`owner` works while at least `k` of the members work."""

    owner = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="redundancy_groups")
    name = models.CharField(max_length=120)
    k = models.PositiveSmallIntegerField(default=1)
    external_id = external_id()
    members = models.ManyToManyField(Asset, related_name="member_of")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="redundancy_group_once"),
            models.CheckConstraint(condition=Q(k__gte=1), name="redundancy_group_needs_one"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.owner}: {self.k} needed"
