"""Forms about assets: the asset, what it needs, what stands in for what; and service providers."""

from decimal import Decimal
from typing import Any

from django import forms

from catalog.forms.fields import ListedField, NamedField, NamesField, RowForm, suggested
from catalog.models import Asset, AssetDependency, RedundancyGroup, ServiceProvider

CRITICALITIES = (
    (4, "4: without it the service stands"),
    (3, "3: without it something important is missing"),
    (2, "2: without it something is missing"),
    (1, "1: hardly anybody notices"),
)
ONE_TO_FIVE = ((1, "1: hardly ever"), (2, "2"), (3, "3"), (4, "4"), (5, "5: any day"))
HOW_BAD = ((1, "1: hardly matters"), (2, "2"), (3, "3"), (4, "4"), (5, "5: the worst"))
STRENGTHS = (("1.0", "hard: it stops with it"), ("0.5", "soft: it suffers"))
IN_USE = Asset.objects.filter(retired_at=None)


def number(value: str) -> int | None:
    """A chosen number, or none."""
    return int(value) if value else None


class AssetForm(RowForm[Asset]):
    """What we know of an asset; only name, kind, criticality and owner are needed."""

    aliases = ListedField(
        longest=200, help_text="What monitors and other people call it, with commas between."
    )
    criticality = forms.TypedChoiceField(choices=CRITICALITIES, coerce=int, initial=3)
    likelihood = forms.TypedChoiceField(
        label="Likelihood that it fails",
        choices=[("", "not judged"), *ONE_TO_FIVE],
        coerce=number,
        empty_value=None,
        required=False,
    )
    impact_override = forms.TypedChoiceField(
        label="Impact of its loss",
        choices=[("", "computed"), *HOW_BAD],
        coerce=number,
        empty_value=None,
        required=False,
        help_text="Only where what is computed from links and dependencies is wrong.",
    )
    external_id = forms.CharField(
        label="External id", max_length=200, required=False, help_text="How another system names this asset."
    )

    class Meta:
        model = Asset
        fields = [
            "name", "kind", "criticality", "owner_team", "title", "aliases", "environment", "location", "provider",
            "likelihood", "impact_override", "internal", "serves_nobody", "external_id", "note",
        ]  # fmt: skip
        labels = {
            "owner_team": "Owner",
            "title": "As people say it",
            "internal": "Internal: never told to the public",
            "serves_nobody": "No customer depends on it, and that is right",
        }
        help_texts = {"internal": "", "serves_nobody": "", "title": "For example: UK production."}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def prepare(self) -> None:
        """An asset needs somebody who looks after it."""
        owner: Any = self.fields["owner_team"]
        owner.required, owner.empty_label = True, "choose"
        owner.error_messages["required"] = "Say which team looks after it."


class DependencyForm(RowForm[AssetDependency]):
    """What an asset needs."""

    needs = NamedField(IN_USE, label="Needs", widget=suggested("asset-names"))
    strength = forms.TypedChoiceField(
        label="How much", choices=STRENGTHS, coerce=Decimal, widget=forms.RadioSelect, initial="1.0"
    )

    class Meta:
        model = AssetDependency
        fields = ["needs", "strength"]

    def prepare(self) -> None:
        """Between the two that it joins only its strength can change."""
        self.initial["strength"] = str(Decimal(self.instance.strength).quantize(Decimal("0.1")))
        if self.instance.pk:
            del self.fields["needs"]


class RedundancyForm(RowForm[RedundancyGroup]):
    """Members of which k are enough."""

    members = NamesField(Asset.objects.all(), help_text="Names of assets, one a line.")
    k = forms.IntegerField(
        label="How many of them have to work", min_value=1, max_value=1000, initial=1, help_text="k of n."
    )

    class Meta:
        model = RedundancyGroup
        fields = ["name", "members", "k"]

    def prepare(self) -> None:
        """Those it has, one a line."""
        if self.instance.pk:
            names = self.instance.members.order_by("name").values_list("name", flat=True)
            self.initial["members"] = "\n".join(names)


class ProviderForm(RowForm[ServiceProvider]):
    """Somebody outside who runs assets of ours."""

    status_url = forms.URLField(label="Its status page", required=False, assume_scheme="https")

    class Meta:
        model = ServiceProvider
        fields = ["name", "status_url", "phone", "note"]
