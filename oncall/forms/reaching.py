"""What a person may say about how she is paged: one rule, and her quiet hours."""

from __future__ import annotations

from typing import Any

from django import forms

from oncall.models import NotificationRule

MINUTES = (0, 1, 2, 3, 5, 10, 15, 30)


class RuleForm(forms.Form):
    """By this channel, after so many minutes; only what she has verified is offered."""

    urgency = forms.ChoiceField(choices=NotificationRule.Urgency.choices, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="By")
    minutes = forms.TypedChoiceField(
        label="When",
        coerce=int,
        choices=[(n, "at once" if n == 0 else f"after {n} min") for n in MINUTES],
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class QuietForm(forms.Form):
    """From when until when; both empty for none."""

    starts = forms.TimeField(
        label="From", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label="Until", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        """Both or none."""
        given = super().clean() or {}
        if (given.get("starts") is None) != (given.get("ends") is None):
            raise forms.ValidationError("Give both times, or none.")
        return given
