"""Forms of Restore: when it worked again, and who was told."""

from django import forms

from incidents.forms.fields import ActForm, TimeField

AUDIENCES = [
    ("status_page", "the status page, as customers see it"),
    ("customers", "the customers who were told"),
    ("internal", "our own people who were told"),
]


class RestoredForm(ActForm):
    """The service works again."""

    restored_at = TimeField(label="Since when", help_text="Empty: now.")
    resolved = forms.BooleanField(
        label="Resolved for good", required=False, help_text="Not only worked around: the cause is gone."
    )


class ResolvedForm(ActForm):
    """The cause is gone."""

    resolved_at = TimeField(label="Since when", help_text="Empty: now.")


class QuickForm(ActForm):
    """The short way: restored, resolved and closed in one press, where nothing stands against it."""

    restored_at = TimeField(label="Since when", help_text="Empty: now.")
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
