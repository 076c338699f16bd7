"""The form of a merge: which incident this one becomes part of."""

from django import forms

from incidents.forms.fields import ActForm
from incidents.models import Incident
from incidents.stages import OPEN_STAGES

OFFERED = 50


class MergeForm(ActForm):
    """Into which incident."""

    into = forms.ChoiceField(label="Into which", error_messages={"required": "Choose the other incident."})

    def prepare(self) -> None:
        """Open ones, the highest priority first, then the earliest."""
        others = Incident.objects.filter(stage__in=OPEN_STAGES).exclude(pk=self.incident.pk)
        rows = sorted(
            others.order_by("-detected_at")[:OFFERED], key=lambda one: (one.priority or "P9", one.detected_at)
        )
        self.offer("into", [("", "choose"), *((one.pk, f"{one.priority or 'P?'} {one}") for one in rows)])

    def clean_into(self) -> int:
        """Its key."""
        return int(self.cleaned_data["into"])
