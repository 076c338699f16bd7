"""The papers of closure: post-mortem inside, report to customers, and for each customer: did we let them down?"""

from django.db import models

from catalog.models import Customer
from incidents.models.detect import Incident


class PostMortem(models.Model):
    """Blameless, for ourselves."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        DONE = "done", "done"

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="post_mortem")
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"Post-mortem of {self.incident_id}, {self.state}"


class CustomerReport(models.Model):
    """The reason for outage, to customers, without inner names: draft, approved by an operations manager, sent."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        APPROVED = "approved", "approved"
        SENT = "sent", "sent"

    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="customer_report")
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    approved_by = models.CharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"Customer report of {self.incident_id}, {self.state}"


class LetDownEntry(models.Model):
    """One affected customer: what we suggest, what the account manager or the customer says."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="ledger")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="ledger")
    suggested = models.BooleanField()
    reasons = models.JSONField(default=list)
    answer = models.BooleanField(null=True)
    answered_by = models.CharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "customer"], name="ledger_once")]

    def __str__(self) -> str:
        return f"{self.customer}: {self.answer}"
