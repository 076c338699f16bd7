"""The forms of what people do to a running escalation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms

from accounts.models import User
from accounts.moments import MomentField
from oncall.models import EscalationRun
from oncall.paths.path import PathSnapshot

SLEEPS = (
    ("15", "15 minutes"),
    ("60", "1 hour"),
    ("240", "4 hours"),
    ("480", "8 hours"),
    ("1440", "1 day"),
    ("", "until the moment below"),
)


class SteerForm(forms.Form):
    """One act on one escalation."""

    def __init__(self, *args: Any, run: EscalationRun | None, **kwargs: Any) -> None:
        """Offer what the run allows."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.run = run
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that need the database."""

    def given(self, at: datetime) -> dict[str, Any]:
        """What the operation takes."""
        return dict(self.cleaned_data)

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give a field what one may choose."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class PersonForm(SteerForm):
    """Somebody, and why where she is not on the path."""

    user_id = forms.TypedChoiceField(label="Who", coerce=int)
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        required=False,
        help_text="Needed for somebody who is not on the path; only the Incident Manager may.",
    )

    def prepare(self) -> None:
        """Everybody on the staff."""
        people = User.objects.filter(is_active=True).order_by("name")
        self.offer("user_id", [(str(user.pk), str(user)) for user in people])


class LevelChoice(SteerForm):
    """One level of the path."""

    level = forms.TypedChoiceField(label="Level", coerce=int)

    def prepare(self) -> None:
        """The levels of the path as the run took it along."""
        levels = PathSnapshot.from_json(self.run.path).levels if self.run else ()
        self.offer(
            "level", [(str(place), f"{place}. {level.name}") for place, level in enumerate(levels, start=1)]
        )


class SnoozeForm(SteerForm):
    """How long, or until when."""

    minutes = forms.ChoiceField(label="For", choices=SLEEPS, required=False)
    until = MomentField(label="Until", help_text="Five minutes at least, four days at most.")

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or {}
        if not self.errors and not given.get("minutes") and not given.get("until"):
            self.add_error("until", "Choose how long, or a moment.")
        return given

    def given(self, at: datetime) -> dict[str, Any]:
        """The moment at which it wakes."""
        minutes = self.cleaned_data["minutes"]
        return {"until": at + timedelta(minutes=int(minutes)) if minutes else self.cleaned_data["until"]}
