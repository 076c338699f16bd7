"""Forms of the mapping: a link from either end, groups with their members, partners."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.moments import MomentField
from catalog.forms.assets import IN_USE
from catalog.forms.fields import NamedField, NamesField, RowForm, suggested
from catalog.models import Asset, AssetGroup, Customer, CustomerAssetLink, CustomerGroup, Partner

WEIGHTS = (("1.0", "wholly: without it they cannot work"), ("0.5", "in part: they are hindered"))
CUSTOMERS = Customer.objects.exclude(status=Customer.Status.EXITED)


class LinkForm(RowForm[CustomerAssetLink]):
    """A link; the end one looks from is given, the other is named."""

    dependency = forms.TypedChoiceField(
        label="How much they depend on it",
        choices=WEIGHTS,
        coerce=Decimal,
        widget=forms.RadioSelect,
        initial="1.0",
    )
    function = forms.CharField(
        label="For what",
        max_length=120,
        required=False,
        help_text="In their words: Ordering, Morning figures.",
    )
    valid_from = MomentField(label="From", help_text="Empty: since ever.")
    valid_to = MomentField(label="Until", help_text="Empty: without an end.")

    class Meta:
        model = CustomerAssetLink
        fields = ["dependency", "function", "valid_from", "valid_to"]

    def prepare(self) -> None:
        """Offer the other end, unless the link has both."""
        self.initial["dependency"] = str(Decimal(self.instance.dependency).quantize(Decimal("0.1")))
        if not self.instance.pk:
            self.fields = {**self._other_end(), **self.fields}

    def _other_end(self) -> dict[str, forms.Field]:
        if self.instance.customer_id or self.instance.customer_group_id:
            return {
                "asset": _named(IN_USE, "Asset", "asset-names"),
                "asset_group": _group(AssetGroup, "or a whole group of assets"),
            }
        return {
            "customer": _named(CUSTOMERS, "Customer", "customer-names"),
            "customer_group": _group(CustomerGroup, "or a whole group of customers"),
        }

    def clean(self) -> dict[str, Any]:
        """One of the two: a single one or a group."""
        given = super().clean() or {}
        ends = [name for name in ("asset", "customer") if name in self.fields]
        for name in ends:
            chosen = [given.get(name), given.get(f"{name}_group")]
            if not self.errors and sum(one is not None for one in chosen) != 1:
                self.add_error(name, f"Name one {name}, or choose one group.")
        return given


def _named(rows: Any, label: str, names: str) -> NamedField:
    return NamedField(rows, label=label, required=False, widget=suggested(names))


def _group(model: Any, label: str) -> forms.Field:
    return forms.ModelChoiceField(
        model.objects.order_by("name"), label=label, required=False, empty_label="none"
    )


class CustomerGroupForm(RowForm[CustomerGroup]):
    """A group of customers."""

    members = NamesField(Customer.objects.all(), required=False, help_text="Names of customers, one a line.")
    external_id = forms.CharField(label="External id", max_length=200, required=False)

    class Meta:
        model = CustomerGroup
        fields = ["name", "members", "external_id"]

    def prepare(self) -> None:
        """Those it has, one a line."""
        show_members(self)


class AssetGroupForm(RowForm[AssetGroup]):
    """A group of assets."""

    members = NamesField(Asset.objects.all(), required=False, help_text="Names of assets, one a line.")
    external_id = forms.CharField(label="External id", max_length=200, required=False)

    class Meta:
        model = AssetGroup
        fields = ["name", "members", "external_id"]

    def prepare(self) -> None:
        """Those it has, one a line."""
        show_members(self)


def show_members(form: Any) -> None:
    """Fill in the names of a group's members."""
    if form.instance.pk:
        names = form.instance.members.order_by("name").values_list("name", flat=True)
        form.initial["members"] = "\n".join(names)


class PartnerForm(RowForm[Partner]):
    """A company that sells the service on."""

    external_id = forms.CharField(label="External id", max_length=200, required=False)

    class Meta:
        model = Partner
        fields = ["name", "external_id"]
