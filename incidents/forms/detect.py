"""Forms of Detect: a call written down by hand, one more call."""

from typing import Any

from django import forms

from accounts.moments import MomentField
from catalog.models import Asset
from incidents.forms.fields import MANY, ActForm, CustomerField, words
from incidents.models.detect import Means


class ReportForm(forms.Form):
    """Somebody told us."""

    words = words("What were you told?", help_text="In their words, as far as you can.")
    title = forms.CharField(
        label="In a few words",
        max_length=200,
        required=False,
        help_text="The title everybody will see. Empty: the first line of what you were told.",
    )
    customer = CustomerField(label="Customer", widget=forms.TextInput(attrs={"list": "customers"}))
    reporter = forms.CharField(label="Who told you?", max_length=120, required=False)
    means = forms.ChoiceField(label="How do we know?", choices=Means.choices, initial=Means.CUSTOMER_CALL)
    means_detail = forms.CharField(label="If other: how?", max_length=200, required=False)
    assets = forms.ModelMultipleChoiceField(
        label="What seems affected",
        queryset=Asset.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    occurred_at = MomentField(label="Since when?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        few = Asset.objects.order_by("criticality", "name")
        self.fields["assets"].queryset = few  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        if few.count() > MANY:  # too many to show: they are chosen when classifying
            del self.fields["assets"]

    def clean(self) -> dict[str, Any]:
        """`other` needs words."""
        given = super().clean() or {}
        if given.get("means") == Means.OTHER and not given.get("means_detail", "").strip():
            self.add_error("means_detail", "Say in words how we came to know.")
        return given

    def told(self) -> dict[str, Any]:
        """What `detect.report` takes."""
        given = dict(self.cleaned_data)
        return {**given, "assets": tuple(given.get("assets", ()))}


class CallForm(ActForm):
    """One more person told us of the same thing."""

    words = words("What did they say?")
    customer = CustomerField(label="Customer", widget=forms.TextInput(attrs={"list": "customers"}))
    reporter = forms.CharField(label="Who told you?", max_length=120, required=False)
    means = forms.ChoiceField(label="How?", choices=Means.choices, initial=Means.CUSTOMER_CALL)

    def told(self) -> dict[str, Any]:
        """What `reports.Told` holds."""
        return {name: self.cleaned_data[name] for name in ("words", "customer", "reporter", "means")}
