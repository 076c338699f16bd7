"""The forms about single points of failure: filters, grades, mitigations, the sign-off, two ends of a network."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import User
from accounts.moments import DayField
from accounts.numbers import is_number
from accounts.roles import STAFF
from catalog.forms.fields import NamedField
from catalog.models import Asset, Customer, Mitigation, RiskFactors
from catalog.operations.mitigations import Plan
from catalog.operations.spof_review import Judgement
from catalog.queries.spof import Wanted
from catalog.spof.risk import Factors

GRADES = [(1, "1, hardly"), (2, "2"), (3, "3"), (4, "4"), (5, "5, very")]
UNJUDGED, LEFT = ("", "not judged"), ("", "choose")
FACTORS = {
    "age": "How old it is: out of support, worn, near its end.",
    "load": "How near it is to what it can bear.",
    "provider": "How often whoever runs it fails us.",
    "change_rate": "How often it is changed.",
}
BANDS = {"critical": "Critical", "high": "High", "medium": "Medium", "low": "Low", "unjudged": "Not judged"}
CARES = {"none": "Nobody looks after it", "open": "Being mitigated", "late": "Past its date"}


def grade(words: str, empty: tuple[str, str] = UNJUDGED, **given: Any) -> forms.TypedChoiceField:
    """1 to 5, or nothing."""
    choices = [empty, *GRADES]
    given.setdefault("required", False)
    return forms.TypedChoiceField(label=words, choices=choices, coerce=int, empty_value=None, **given)


class RiskForm(forms.Form):
    """Why it may fail, and how much that would hurt."""

    age = grade("Age", help_text=FACTORS["age"])
    load = grade("Load", help_text=FACTORS["load"])
    provider = grade("Provider", help_text=FACTORS["provider"])
    change_rate = grade("Change rate", help_text=FACTORS["change_rate"])
    likelihood = grade("Likelihood of failure", ("", "the mean of the factors"))
    impact = grade("Impact of its loss", ("", "as computed"), help_text="By hand only with a reason.")
    note = forms.CharField(label="Reason", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """An impact by hand says why."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("impact") and not said.get("note", "").strip():
            self.add_error("note", "Say why the impact is not the computed one.")
        return said

    def judgement(self) -> Judgement:
        """What the operation takes."""
        said = self.cleaned_data
        factors = Factors(**{name: said[name] for name in FACTORS})
        return Judgement(
            factors=factors, likelihood=said["likelihood"], impact=said["impact"], note=said["note"]
        )


def risk_of_asset(asset: Asset, factors: RiskFactors | None) -> dict[str, Any]:
    """What the form shows of an asset."""
    known = {name: getattr(factors, name, None) for name in FACTORS}
    own = {"likelihood": asset.likelihood, "impact": asset.impact_override}
    return {**known, **own, "note": factors.note if factors else ""}


class MitigationForm(forms.Form):
    """What is done about it."""

    kind = forms.ChoiceField(label="What", choices=Mitigation.Kind.choices)
    words = forms.CharField(
        label="In words", max_length=300, help_text="What will be different when it is done."
    )
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True, roles__overlap=sorted(STAFF)).order_by("name"),
        help_text="Who sees to it.",
    )
    due_date = DayField(
        label="Due", help_text="When it is to be done. A risk that is accepted has the day below instead."
    )
    expires_date = DayField(
        label="Accepted until", help_text="Only for a risk that is accepted: a year at most."
    )
    residual_impact = grade("Impact that is left", LEFT, required=True)
    residual_likelihood = grade("Likelihood that is left", LEFT, required=True)
    status = forms.ChoiceField(label="State", choices=Mitigation.Status.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """An acceptance is due on the day when it ends, everything else has a date of its own."""
        said: dict[str, Any] = super().clean() or {}
        accepts = said.get("kind") == Mitigation.Kind.ACCEPT
        said["due_date"] = (said.get("expires_date") if accepts else None) or said.get("due_date")
        if not said["due_date"]:
            self.add_error("expires_date" if accepts else "due_date", "Name a day.")
        return said

    def plan(self) -> Plan:
        """What the operations take."""
        said = self.cleaned_data
        return Plan(**{**said, "status": said["status"] or Mitigation.Status.PLANNED})


def plan_of(one: Mitigation) -> dict[str, Any]:
    """What the form shows of a mitigation."""
    names = (*MitigationForm.base_fields,)
    return {name: one.owner_id if name == "owner" else getattr(one, name) for name in names}


class SignOffForm(forms.Form):
    """A word with the signature."""

    note = forms.CharField(
        label="Note", max_length=300, required=False, help_text="What the next quarter should know."
    )


class RegisterForm(forms.Form):
    """What somebody wants to see; what it cannot mean is left out."""

    q = forms.CharField(max_length=100, required=False)
    band = forms.ChoiceField(choices=BANDS.items(), required=False)
    kind = forms.ChoiceField(choices=Asset.Kind.choices, required=False)
    care = forms.ChoiceField(choices=CARES.items(), required=False)
    show = forms.ChoiceField(choices=[("all", "All assets")], required=False)

    def wanted(self) -> Wanted:
        """What the register takes."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            search=said.get("q", "").strip(),
            band=said.get("band", ""),
            kind=said.get("kind", ""),
            care=said.get("care", ""),
            everything=said.get("show") == "all",
        )


class NetworkForm(forms.Form):
    """Between whom the ways are looked at."""

    customer = NamedField(Customer.objects.all(), label="From the customer")
    target = NamedField(
        Asset.objects.filter(retired_at=None),
        label="To the asset",
        required=False,
        help_text="Empty: to everything that can be reached.",
    )


def grades_in(given: Iterable[tuple[str, str]]) -> dict[int, int]:
    """The grades of a list of assets, fields `asset-7`; those left open are left out."""
    found = {}
    for name, value in given:
        number = name.removeprefix("asset-")
        if name != number and is_number(number) and value in set("12345"):
            found[int(number)] = int(value)
    return found
