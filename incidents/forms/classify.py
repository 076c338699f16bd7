"""The form of Classify: what is affected, who suffers, how bad it is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from catalog.models import Asset, Customer
from catalog.queries import customers_of
from incidents.forms.fields import ActForm, customer_named, words
from incidents.models import IncidentAsset
from incidents.operations.classify import Judgement
from incidents.priority import IMPACT_WORDS, URGENCY_WORDS
from incidents.stages import Stage, is_at_most

SHOWN = 40
MOST_MINUTES = 30 * 24 * 60
IMPACT_HINTS = {1: "all or the most valuable customers stand still", 4: "hardly anybody notices"}
URGENCY_HINTS = {1: "they need it now", 4: "it can wait for a working day"}


def _grades(names: Any, hints: dict[int, str]) -> list[tuple[int, str]]:
    return [
        (grade, f"{grade} {word}" + (f": {hints[grade]}" if grade in hints else ""))
        for grade, word in names.items()
    ]


def _numbers(ticked: Iterable[object]) -> list[int]:
    """What can be the number of a row; digits of other scripts and endless ones cannot."""
    return [int(text) for text in map(str, ticked) if text.isascii() and text.isdigit() and len(text) < 18]


class ClassifyForm(ActForm):
    """One judgement. The assets shown are the chosen ones and what was searched for."""

    find = forms.CharField(label="Find assets", max_length=80, required=False)
    assets = forms.ModelMultipleChoiceField(
        label="What is affected",
        queryset=Asset.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    component_unknown = forms.BooleanField(label="Not known yet what is affected", required=False)
    degradation = forms.ChoiceField(label="How badly", choices=IncidentAsset.Degradation.choices)
    exclude = forms.ModelMultipleChoiceField(queryset=Customer.objects.all(), required=False)
    include = words(
        "Further customers who suffer",
        rows=2,
        required=False,
        help_text="Names, one a line: who suffers although no link to an asset says so.",
        most=4000,
    )
    impact = forms.TypedChoiceField(
        label="Impact", coerce=int, choices=_grades(IMPACT_WORDS, IMPACT_HINTS), widget=forms.RadioSelect
    )
    urgency = forms.TypedChoiceField(
        label="Urgency", coerce=int, choices=_grades(URGENCY_WORDS, URGENCY_HINTS), widget=forms.RadioSelect
    )
    customer_visible = forms.BooleanField(
        label="Customers could notice it",
        required=False,
        help_text="If in doubt, yes: who could notice hears it from us.",
    )
    eta_minutes = forms.IntegerField(
        label="Works again within (minutes)",
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
        help_text="Your honest estimate. Empty: nobody dares to say.",
    )
    reason = words(
        "Why", rows=2, required=False, help_text="Needed when the classification is changed later."
    )

    def begin(self) -> dict[str, Any]:
        """The newest version, provisional or not, so that confirming is one press."""
        last = self.incident.classifications.order_by("-version").first()
        rows = list(self.incident.assets.all())
        hand = self.incident.customers.filter(known__in=("hand", "report")).select_related("customer")
        first = {
            "assets": [row.asset_id for row in rows],
            "degradation": rows[0].degradation if rows else "down",
            "component_unknown": self.incident.component_unknown,
            "exclude": [row.customer_id for row in hand if row.state == "excluded"],
            "include": "\n".join(str(row.customer) for row in hand if row.state == "affected"),
            "customer_visible": last.customer_visible if last else True,
        }
        return {**first, "impact": last.impact, "urgency": last.urgency} if last else first

    def prepare(self) -> None:
        """Chosen assets stay in the list, whatever is searched for."""
        field = self.fields["assets"]
        field.queryset = Asset.objects.all()  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        self.fields["reason"].required = not is_at_most(self.incident.stage, Stage.CLASSIFY)
        shown = assets_shown(self.chosen(), str(self["find"].value() or ""))
        field.widget.choices = [(asset.pk, named(asset)) for asset in shown]

    def chosen(self) -> list[int]:
        """The assets that are ticked."""
        return _numbers(self["assets"].value() or ())

    def left_out(self) -> set[int]:
        """The customers that are ticked as not affected."""
        return set(_numbers(self["exclude"].value() or ()))

    def sufferers(self, at: datetime) -> QuerySet[Customer]:
        """The customers who depend on the ticked assets."""
        return customers_of(Asset.objects.filter(pk__in=self.chosen()), at=at)

    def clean_include(self) -> list[Customer]:
        """Each line is a customer."""
        return [customer_named(line) for line in self.cleaned_data["include"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        """Something is affected, or nobody knows what."""
        given = super().clean() or {}
        if not given.get("assets") and not given.get("component_unknown") and "assets" not in self.errors:
            self.add_error("assets", "Choose the affected assets, or say that they are unknown.")
        return given

    def judgement(self) -> Judgement:
        """What `classify` takes."""
        given = self.cleaned_data
        names = (
            "impact",
            "urgency",
            "degradation",
            "component_unknown",
            "include",
            "customer_visible",
            "eta_minutes",
            "reason",
        )
        return Judgement(
            assets=list(given["assets"]),
            exclude=list(given["exclude"]),
            **{name: given[name] for name in names},
        )


def assets_shown(chosen: Iterable[int], find: str) -> list[Asset]:
    """The chosen assets first, then those that match, as many as one can look through."""
    numbers = list(chosen)
    picked = list(Asset.objects.filter(pk__in=numbers).order_by("name"))
    others = Asset.objects.exclude(pk__in=numbers).order_by("criticality", "name")
    for word in find.split():
        others = others.filter(Q(name__icontains=word) | Q(title__icontains=word) | Q(kind__icontains=word))
    return [*picked, *others[:SHOWN]]


def named(asset: Asset) -> str:
    """How an asset is called where one chooses: as people say it, with the name machines use."""
    return f"{asset.title} ({asset.name})" if asset.title and asset.title != asset.name else asset.name
