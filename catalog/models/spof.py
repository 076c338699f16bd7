"""The analysis of single points of failure: what it found, what somebody does about it, and who signed it off."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from catalog.models.assets import Asset


def grade() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    """1 to 5, or not judged."""
    return models.PositiveSmallIntegerField(null=True, blank=True)


class SpofAnalysis(models.Model):
    """One run over all assets. `done` of `total` failures have been simulated; `figures` are those of the whole run."""

    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    progressed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    compared_with = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    difference = models.JSONField(default=dict, help_text="new, gone, still_open: pairs of asset and name.")

    class Meta:
        verbose_name_plural = "spof analyses"
        constraints = [
            models.UniqueConstraint(
                fields=["finished_at"],
                condition=Q(finished_at=None, abandoned_at=None),
                nulls_distinct=False,
                name="spof_analysis_one_runs",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | ~Q(finished_at=None), name="spof_signed_when_finished"
            ),
        ]

    def __str__(self) -> str:
        return f"analysis of {self.started_at:%-d %B %Y}"

    @property
    def key(self) -> str:
        """How the timeline names it."""
        return f"spof:{self.pk}"

    @property
    def is_running(self) -> bool:
        """Neither finished nor given up."""
        return self.finished_at is None and self.abandoned_at is None


class SpofSnapshot(models.Model):
    """The graph that an analysis looks at, as the catalog stood when it began."""

    analysis = models.OneToOneField(SpofAnalysis, on_delete=models.CASCADE, related_name="snapshot")
    graph = models.JSONField()

    def __str__(self) -> str:
        return f"graph of {self.analysis}"


class SpofFinding(models.Model):
    """What one asset takes along when it fails alone. Every asset has one; without customers it is no single point.

    `likelihood` and `risk` stand still from the sign-off on; before, the asset's own grades count.
    """

    analysis = models.ForeignKey(SpofAnalysis, on_delete=models.CASCADE, related_name="findings")
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="spof_findings")
    asset_name = models.CharField(max_length=160)
    customers_lost = models.PositiveIntegerField()
    value_lost = models.DecimalField(max_digits=16, decimal_places=2)
    count_share = models.FloatField()
    value_share = models.FloatField()
    impact = models.PositiveSmallIntegerField()
    likelihood = grade()
    risk = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analysis", "asset"], name="spof_finding_once"),
            models.CheckConstraint(condition=Q(impact__range=(1, 5)), name="spof_finding_impact_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_name}: {self.customers_lost} lost"


class RiskFactors(models.Model):
    """Why an asset is likely to fail: each factor 1 (hardly) to 5 (very). The grade itself stands on the asset."""

    asset = models.OneToOneField(Asset, on_delete=models.CASCADE, related_name="risk_factors")
    age = grade()
    load = grade()
    provider = grade()
    change_rate = grade()
    note = models.CharField(max_length=300, blank=True)
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "risk factors"
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__range": (1, 5)}) | Q(**{name: None}), name=f"risk_{name}_1_to_5"
            )
            for name in ("age", "load", "provider", "change_rate")
        ]

    def __str__(self) -> str:
        return f"risk factors of {self.asset}"


class Mitigation(models.Model):
    """What somebody does about a single point of failure, until when, and what risk is left then."""

    class Kind(models.TextChoices):
        DUPLICATE = "duplicate", "Duplicate it and balance"
        BETTER = "better_component", "Take a better component"
        MONITOR = "monitor", "Monitor it"
        RUNBOOK = "runbook", "Write a runbook"
        CONTRACT = "contract", "Contract"
        ACCEPT = "accept", "Accept the risk"

    class Status(models.TextChoices):
        PLANNED = "planned", "planned"
        UNDER_WAY = "under_way", "under way"
        DONE = "done", "done"
        DROPPED = "dropped", "dropped"

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="mitigations")
    finding = models.ForeignKey(SpofFinding, null=True, on_delete=models.SET_NULL, related_name="mitigations")
    kind = models.CharField(max_length=16, choices=Kind)
    words = models.CharField(max_length=300)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="mitigations")
    due_date = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    residual_impact = models.PositiveSmallIntegerField()
    residual_likelihood = models.PositiveSmallIntegerField()
    expires_date = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(residual_impact__range=(1, 5), residual_likelihood__range=(1, 5)),
                name="mitigation_residual_1_to_5",
            ),
            models.CheckConstraint(
                condition=~Q(kind="accept") | ~Q(expires_date=None), name="mitigation_accepts_until"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.asset}"

    @property
    def residual(self) -> int:
        """The risk that is left."""
        return self.residual_impact * self.residual_likelihood
