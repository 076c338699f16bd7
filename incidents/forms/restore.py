"""Forms of Restore: when it worked again, and who was told."""

from typing import Any

from django import forms

from accounts.moments import MomentField
from incidents.forms.fields import ActForm, words
from incidents.queries.failover import approvals_of

AUDIENCES = [
    ("status_page", "the status page, as customers see it"),
    ("customers", "the customers who were told"),
    ("internal", "our own people who were told"),
]


class RestoredForm(ActForm):
    """The service works again."""

    restored_at = MomentField(label="Since when", help_text="Empty: now.")
    resolved = forms.BooleanField(
        label="Resolved for good", required=False, help_text="Not only worked around: the cause is gone."
    )


class FailoverForm(ActForm):
    """Agreeing to move to the spare, and at what cost."""

    cost = words(
        "What does it cost?",
        rows=2,
        required=False,
        most=300,
        help_text="In money, or in what customers will miss. The first of the two says it.",
    )

    def begin(self) -> dict[str, Any]:
        """What the other one said."""
        said = [one.cost for one in approvals_of(self.incident) if one.cost]
        return {"cost": said[0] if said else ""}


class ResolvedForm(ActForm):
    """The cause is gone."""

    resolved_at = MomentField(label="Since when", help_text="Empty: now.")


class QuickForm(ActForm):
    """The short way: restored, resolved and closed in one press, where nothing stands against it."""

    restored_at = MomentField(label="Since when", help_text="Empty: now.")
    close = forms.BooleanField(
        label="And close it",
        required=False,
        initial=True,
        help_text="Times that are empty are kept as unknown.",
    )


class VerifyForm(ActForm):
    """Each audience was looked at."""

    audiences = forms.MultipleChoiceField(
        label="I have looked at",
        choices=AUDIENCES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick what you have looked at."},
    )
