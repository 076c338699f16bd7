"""The form of a rehearsal: what fails, when, and which plan is tried."""

from django import forms

from incidents.forms.what_if import WhatIfForm
from incidents.priority import Priority


class RehearsalForm(WhatIfForm):
    """A what-if, and the priority if another than the computed one is to be tried."""

    plan = forms.ChoiceField(
        label="Plan",
        choices=[("", "the computed priority"), *((one.value, one.value) for one in Priority)],
        required=False,
    )

    def priority(self) -> str:
        """The priority that was chosen; empty for the computed one."""
        chosen = str(self["plan"].value() or "")
        return chosen if chosen in {one.value for one in Priority} else ""
