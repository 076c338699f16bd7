"""What is affected, who suffers, and each version of the judgement how bad it is."""

from django.db import models
from django.db.models import Q

from catalog.models import Asset, Customer
from incidents.models.detect import Incident


class Classification(models.Model):
    """One version: version 0 is provisional, by the system, on a rule's authority. Never changed afterwards."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="classifications")
    version = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    priority = models.CharField(max_length=2)
    agreed_impact = models.PositiveSmallIntegerField(null=True, help_text="Fixed beforehand by a rule.")
    agreed_urgency = models.PositiveSmallIntegerField(null=True, help_text="Fixed beforehand by a rule.")
    proposal = models.JSONField(null=True, help_text="The computed proposal beside which a person decided.")
    reason = models.TextField(blank=True)
    customer_visible = models.BooleanField(default=True)
    affected = models.PositiveIntegerField(default=0)
    eta_minutes = models.PositiveIntegerField(
        null=True,
        help_text="Until it is expected to be restored, counted from here; empty: nobody dares to say.",
    )
    workaround = models.BooleanField(default=False, help_text="A workaround functions.")
    worsening = models.BooleanField(default=False, help_text="It is getting worse.")
    data_risk = models.BooleanField(default=False, help_text="Data may be lost or stolen.")
    deadline_at = models.DateTimeField(null=True, help_text="When a customer needs it at the latest.")
    numbers = models.PositiveIntegerField(
        default=0, help_text="The version of the numbers it was computed with."
    )
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    created_by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "version"], name="classification_version_once"),
            models.CheckConstraint(
                condition=Q(impact__gte=1, impact__lte=4, urgency__gte=1, urgency__lte=4),
                name="classification_grades_1_to_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} version {self.version}: {self.priority}"


class IncidentAsset(models.Model):
    """An asset that does not work as it should."""

    class Degradation(models.TextChoices):
        DOWN = "down", "down"
        MAJOR = "major", "badly disturbed"
        DEGRADED = "degraded", "slow"
        AT_RISK = "at_risk", "works, without its spare"
        NONE = "none", "works"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="assets")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="incidents")
    degradation = models.CharField(max_length=10, choices=Degradation, default=Degradation.DOWN)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "asset"], name="incident_asset_once")]

    def __str__(self) -> str:
        return f"{self.asset} {self.degradation}"


class IncidentCustomer(models.Model):
    """A customer and what we know of how it fares."""

    class State(models.TextChoices):
        AFFECTED = "affected", "affected"
        HEALTHY = "healthy", "healthy"
        UNKNOWN = "unknown", "unknown"
        EXCLUDED = "excluded", "excluded"

    class Known(models.TextChoices):
        MAPPING = "mapping", "depends on it"
        REPORT = "report", "told us"
        HAND = "hand", "chosen by hand"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="customers")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="incidents")
    state = models.CharField(max_length=10, choices=State, default=State.AFFECTED)
    known = models.CharField(max_length=10, choices=Known, default=Known.MAPPING)
    severity = models.FloatField(null=True, help_text="Harm from 0 to 1; empty: not computed.")
    reason = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "customer"], name="incident_customer_once")
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.state}"


class Suggestion(models.Model):
    """What computing again says of an open incident: another priority, until somebody decides or it changes back."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", "taken"
        DISMISSED = "dismissed", "dismissed"
        OUTDATED = "outdated", "no longer so"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="suggestions")
    impact = models.PositiveSmallIntegerField()
    urgency = models.PositiveSmallIntegerField()
    priority = models.CharField(max_length=2)
    before = models.CharField(max_length=2)
    sentence = models.TextField()
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(ended_at=None), name="one_standing_suggestion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.before} to {self.priority}"
