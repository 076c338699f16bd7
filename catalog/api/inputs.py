"""What the API takes about rows of the catalog; the names are those of the columns."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.fields import empty

from accounts.api import Named, person
from accounts.models import Team
from accounts.moments import EARLIEST_YEAR, Day, Moment
from catalog.models import Asset, AssetGroup, Calendar, Customer, CustomerGroup, Partner, ServiceProvider

MANY = 5000
HARD_OR_SOFT = {"hard": 1.0, "soft": 0.5}
WHOLLY_OR_IN_PART = {"wholly": 1.0, "in part": 0.5}


class Known(Named):
    """One row by its external id, its name or an alias."""

    def run_validation(self, data: Any = empty) -> Any:
        """The row, or a sentence."""
        if isinstance(data, str) and data and "\x00" not in data:
            text = data.strip()
            if row := self.rows.all().filter(external_id=text).first():
                return row
            if row := self._by_alias(text):
                return row
        return super().run_validation(data)

    def _by_alias(self, text: str) -> Any:
        named = self.rows.all().filter(name=text).exists()
        if named or self.rows.model not in (Customer, Asset):
            return None
        return self.rows.all().filter(aliases__contains=[text]).first()


def known(rows: "QuerySet[Any]", **given: Any) -> Known:
    """A field that names one of these rows."""
    return Known(rows, max_length=200, **given)


def members(rows: "QuerySet[Any]") -> serializers.ListField:
    """Many rows by external id or name."""
    return serializers.ListField(child=known(rows), required=False, max_length=MANY)


def line(most: int, **given: Any) -> serializers.CharField:
    """A text that may be left out or empty."""
    return serializers.CharField(max_length=most, required=False, allow_blank=True, **given)


def external_id() -> serializers.CharField:
    """How another system names the row."""
    return serializers.CharField(max_length=200, required=False, allow_null=True)


class Weight(serializers.ChoiceField):
    """A word for how much: `hard` and `soft`, `wholly` and `in part`."""

    def __init__(self, words: dict[str, float], **given: Any) -> None:
        self.words = words
        super().__init__([(word, word) for word in words], **given)

    def to_internal_value(self, data: Any) -> Any:
        """The number behind the word."""
        return self.words[super().to_internal_value(data)]


class CustomerIn(serializers.Serializer[Any]):
    """A customer; people are given by user name."""

    name = serializers.CharField(max_length=120)
    tier = serializers.ChoiceField(Customer.Tier.choices, required=False)
    status = serializers.ChoiceField(Customer.Status.choices, required=False)
    arr = serializers.DecimalField(
        max_digits=14, decimal_places=2, min_value=0, required=False, help_text="Value a year."
    )
    top10 = serializers.BooleanField(required=False)
    segments = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, max_length=50
    )
    account_manager = person(required=False, allow_null=True)
    partner = known(Partner.objects.all(), required=False, allow_null=True)
    calendar = Named(Calendar.objects.all(), required=False, allow_null=True)
    since_date = Day(since=EARLIEST_YEAR, required=False, allow_null=True)
    external_id = external_id()


class AssetIn(serializers.Serializer[Any]):
    """An asset. A new one needs a name, a kind, a criticality and an owner."""

    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(Asset.Kind.choices)
    criticality = serializers.IntegerField(min_value=1, max_value=4)
    owner_team = Named(Team.objects.all(), help_text="The name of a team.")
    title = line(160)
    aliases = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=50
    )
    likelihood = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    impact_override = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    environment = line(40)
    location = line(80)
    provider = Named(ServiceProvider.objects.all(), required=False, allow_null=True)
    note = line(4000)
    internal = serializers.BooleanField(required=False)
    serves_nobody = serializers.BooleanField(required=False)
    external_id = external_id()


class PartnerIn(serializers.Serializer[Any]):
    """A partner."""

    name = serializers.CharField(max_length=120)
    external_id = external_id()


class CustomerGroupIn(serializers.Serializer[Any]):
    """A group of customers; `members` are all of them."""

    name = serializers.CharField(max_length=120)
    members = members(Customer.objects.all())
    external_id = external_id()


class AssetGroupIn(serializers.Serializer[Any]):
    """A group of assets; `members` are all of them."""

    name = serializers.CharField(max_length=120)
    members = members(Asset.objects.all())
    external_id = external_id()


class LinkIn(serializers.Serializer[Any]):
    """A link from one customer or group of customers to one asset or group of assets."""

    customer = known(Customer.objects.all(), required=False, allow_null=True)
    customer_group = known(CustomerGroup.objects.all(), required=False, allow_null=True)
    asset = known(Asset.objects.all(), required=False, allow_null=True)
    asset_group = known(AssetGroup.objects.all(), required=False, allow_null=True)
    dependency = Weight(WHOLLY_OR_IN_PART, required=False)
    function = line(120)
    valid_from = Moment(required=False, allow_null=True)
    valid_to = Moment(required=False, allow_null=True)


class DependencyIn(serializers.Serializer[Any]):
    """`asset` needs `needs`."""

    asset = known(Asset.objects.all())
    needs = known(Asset.objects.all())
    strength = Weight(HARD_OR_SOFT, required=False)
