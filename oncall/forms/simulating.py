"""The form of a simulation: what breaks, and when."""

from django import forms

from accounts.moments import MomentField
from catalog.forms.fields import NamedField, suggested
from catalog.models import Asset
from oncall.paths.blueprint import PRIORITIES


class SimulateForm(forms.Form):
    """What breaks, and when."""

    asset = NamedField(
        Asset.objects.filter(retired_at=None), label="Asset", required=False, widget=suggested("asset-names")
    )
    priority = forms.ChoiceField(
        label="Priority", choices=[(one, one) for one in PRIORITIES], initial="P1", required=False
    )
    signal = forms.CharField(label="Name of the alert", max_length=200, required=False)
    at = MomentField(label="When")
    ack = forms.IntegerField(
        label="Somebody answers after minutes", min_value=0, max_value=10_000, required=False
    )
    path = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
