"""Forms of Record: how it showed itself, how we know, and when."""

from typing import Any

from django import forms

from accounts.moments import MomentField
from incidents.forms.fields import ActForm, words
from incidents.guards import MANIFESTATION_LENGTH
from incidents.models.detect import Means
from incidents.operations.record import Record

KEPT = ("title", "means", "means_detail", "manifestation", "occurred_at", "first_recorded_at")


class RecordForm(ActForm):
    """The record of the incident; prefilled with what is known."""

    manifestation = words(
        "How did it first show itself?",
        help_text=f"At least {MANIFESTATION_LENGTH} characters: what was seen, no cause yet.",
    )
    title = forms.CharField(label="In a few words", max_length=200)
    means = forms.ChoiceField(label="How do we know?", choices=[("", "choose"), *Means.choices])
    means_detail = forms.CharField(label="If other: how?", max_length=200, required=False)
    occurred_at = MomentField(label="When did it begin?", help_text="An estimate will do. Empty: not known.")
    first_recorded_at = MomentField(
        label="When was it first written down?", help_text="Earlier than now if it stood on paper first."
    )

    def begin(self) -> dict[str, Any]:
        """What the incident says already."""
        return {name: getattr(self.incident, name) for name in KEPT}

    def clean_manifestation(self) -> str:
        """A word is no description."""
        text: str = self.cleaned_data["manifestation"].strip()
        if len(text) < MANIFESTATION_LENGTH:
            raise forms.ValidationError(f"Describe it in at least {MANIFESTATION_LENGTH} characters.")
        return text

    def clean(self) -> dict[str, Any]:
        """`other` needs words."""
        given = super().clean() or {}
        if given.get("means") == Means.OTHER and not given.get("means_detail", "").strip():
            self.add_error("means_detail", "Say in words how we came to know.")
        return given

    def record(self) -> Record:
        """What `record_details` takes: only what was changed, a time keeps its seconds when nobody touched it."""
        changed = {name: self.cleaned_data[name] for name in KEPT if name in self.changed_data}
        return Record(**changed)
