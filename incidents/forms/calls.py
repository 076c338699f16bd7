"""The form of a call: was the person reached, and what was said."""

from django import forms

from incidents.forms.fields import ActForm, words
from incidents.models import Task

OUTCOMES = [
    (Task.Outcome.REACHED, "Reached"),
    (Task.Outcome.LEFT_WORD, "Left word with somebody, or on a machine"),
    (Task.Outcome.NOT_REACHED, "Not reached: write to them instead"),
]


class CallForm(ActForm):
    """How it went."""

    outcome = forms.ChoiceField(
        label="How did it go?",
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how the call went."},
    )
    note = words("What did they say?", rows=3, required=False, most=2000)
