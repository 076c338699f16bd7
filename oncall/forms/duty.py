"""When a person hears of her duty."""

from django import forms

from oncall.models import DutyWish

BEFORE = (
    (15, "15 minutes"),
    (60, "1 hour"),
    (3 * 60, "3 hours"),
    (24 * 60, "1 day"),
    (3 * 24 * 60, "3 days"),
    (7 * 24 * 60, "a week"),
)


class DutyWishForm(forms.Form):
    """How long before, and whether when it begins and ends."""

    before = forms.TypedMultipleChoiceField(
        label="Before it begins",
        coerce=int,
        choices=BEFORE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: not before. A duty that you had the day before is not announced again.",
    )
    at_change = forms.ChoiceField(label="And", choices=DutyWish.AtChange.choices)
