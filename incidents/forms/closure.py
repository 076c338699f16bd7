"""Forms of closure: the record, the papers, the ledger."""

from typing import Any

from django import forms

from incidents.forms.fields import ActForm, words
from incidents.models import CustomerReport, PostMortem

POST_MORTEM = """Summary

What customers saw

Root cause and what contributed

What went well, what did not

What we change, who, by when
"""


class CompleteForm(ActForm):
    """Nothing is missing, or it is said to be unknown."""

    culprit = forms.CharField(
        label="What failed?", max_length=160, help_text="The component that failed, or “not found”.",
        error_messages={"required": "Name the culprit, or write “not found”."},
    )  # fmt: skip
    unknown = forms.BooleanField(label="Times that are empty stay unknown", required=False)
    missing_monitor = words("Which monitor would have seen it first?", rows=2, required=False)

    def begin(self) -> dict[str, Any]:
        """What is suspected stands until somebody knows better."""
        return {
            "culprit": self.incident.culprit or self.incident.suspected_component,
            "missing_monitor": self.incident.missing_monitor,
        }

    def prepare(self) -> None:
        """Asked only when a customer was first."""
        if not self.incident.customer_discovered:
            del self.fields["missing_monitor"]


class PostMortemForm(ActForm):
    """Blameless, for ourselves."""

    text = words("Post-mortem", rows=10, required=False, most=50_000, help_text="What happened, not who.")
    done = forms.BooleanField(label="It is finished", required=False)

    def begin(self) -> dict[str, Any]:
        """What was written so far."""
        kept = PostMortem.objects.filter(incident=self.incident).first()
        return {"text": kept.text if kept else POST_MORTEM, "done": kept is not None and kept.state == "done"}


class ReportTextForm(ActForm):
    """The letter to the customers."""

    text = words(
        "What customers read", rows=10, most=50_000,
        help_text="What they saw, from when to when, why, and what we change. No names of hosts or people.",
    )  # fmt: skip

    def begin(self) -> dict[str, Any]:
        """What was written so far."""
        kept = CustomerReport.objects.filter(incident=self.incident).first()
        return {"text": kept.text if kept else ""}


class LedgerForm(ActForm):
    """Did we let this customer down?"""

    let_down = forms.TypedChoiceField(
        label="Did we let them down?",
        choices=[("yes", "yes"), ("no", "no")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Answer yes or no."},
    )
    note = words("Note", rows=2, required=False)


class TicketForm(ActForm):
    """Where the lasting solution is worked on."""

    ticket = forms.CharField(
        label="Problem ticket", max_length=60, error_messages={"required": "Name the ticket."}
    )
