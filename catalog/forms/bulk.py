"""Forms for many rows at once: only what is filled in is changed; and which of several doubles stays."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import Team, User
from catalog.forms.assets import CRITICALITIES, ONE_TO_FIVE, number
from catalog.forms.customers import offer_people
from catalog.models import Calendar, Customer

KEEP = ("", "leave as it is")


class BulkForm(forms.Form):
    """One change for many. What is left empty stays as each row has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = KEEP[1]
            field.required = False
            self.prepare(name, field)

    def prepare(self, name: str, field: forms.Field) -> None:
        """Fill choices that need the database."""

    def clean(self) -> dict[str, Any]:
        """Something has to be changed."""
        given = super().clean() or {}
        if not self.errors and not self.given():
            raise forms.ValidationError("Choose what is to be changed.")
        return given

    def given(self) -> dict[str, Any]:
        """What was filled in."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def told(self) -> list[tuple[str, str]]:
        """What was filled in, in words."""
        return [(str(self.fields[name].label or name), self._said(name)) for name in self.given()]

    def _said(self, name: str) -> str:
        value = self.cleaned_data[name]
        choices = getattr(self.fields[name], "choices", ())
        words = {str(key): str(label) for key, label in choices}
        return words.get(str(getattr(value, "pk", value)), str(value))


class CustomersForm(BulkForm):
    """One change for many customers."""

    tier = forms.ChoiceField(label="Tier", choices=[KEEP, *Customer.Tier.choices])
    status = forms.ChoiceField(label="Status", choices=[KEEP, *Customer.Status.choices])
    account_manager = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label="Account manager",
    )
    calendar = forms.ModelChoiceField(Calendar.objects.order_by("name"), label="Calendar")
    add_segment = forms.CharField(label="Add the segment", max_length=60)
    remove_segment = forms.CharField(label="Take away the segment", max_length=60)

    def prepare(self, name: str, field: Any) -> None:
        """Who may manage an account."""
        if name == "account_manager":
            offer_people(field)
            field.choices = [KEEP, *list(field.choices)[1:]]


class AssetsForm(BulkForm):
    """One change for many assets."""

    criticality = forms.TypedChoiceField(
        label="Criticality", choices=[KEEP, *CRITICALITIES], coerce=number, empty_value=None
    )
    owner_team = forms.ModelChoiceField(Team.objects.order_by("name"), label="Owner")
    environment = forms.CharField(label="Environment", max_length=40)
    location = forms.CharField(label="Location", max_length=80)
    likelihood = forms.TypedChoiceField(
        label="Likelihood that it fails", choices=[KEEP, *ONE_TO_FIVE], coerce=number, empty_value=None
    )
    retire = forms.BooleanField(label="Retire them: take them out of use")

    def given(self) -> dict[str, Any]:
        """What was filled in; an unticked box is nothing."""
        return {name: value for name, value in super().given().items() if value is not False}


class MergeForm(forms.Form):
    """Which of several doubles stays."""

    keep = forms.TypedChoiceField(
        label="Which of them stays?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the one that stays."},
    )
    sure = forms.BooleanField(
        label="I know that this cannot be undone", error_messages={"required": "Tick it if you are sure."}
    )

    def __init__(self, *args: Any, rows: Sequence[Any], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        keep: Any = self.fields["keep"]
        keep.choices = [
            (row.pk, f"{row.name}, {row.external_id}" if row.external_id else row.name) for row in rows
        ]
