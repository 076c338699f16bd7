"""How rows of the catalog look in the API. Nothing here is ever written to."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.models import (
    Asset,
    AssetDependency,
    AssetGroup,
    Customer,
    CustomerAssetLink,
    CustomerGroup,
    Partner,
)


def by(column: str, **given: Any) -> "serializers.SlugRelatedField[Any]":
    """A related row by its name."""
    return serializers.SlugRelatedField(slug_field=column, read_only=True, **given)


class CatalogCustomerShown(serializers.ModelSerializer[Customer]):
    """A customer."""

    account_manager = by("username", allow_null=True)
    partner = by("name", allow_null=True)
    calendar = by("name", allow_null=True)

    class Meta:
        model = Customer
        fields = [
            "id", "name", "tier", "status", "arr", "top10", "segments", "account_manager", "partner", "calendar",
            "since_date", "exited_date", "exit_reason", "aliases", "external_id",
        ]  # fmt: skip
        read_only_fields = fields


class CatalogAssetShown(serializers.ModelSerializer[Asset]):
    """An asset."""

    owner_team = by("name", allow_null=True)
    provider = by("name", allow_null=True)

    class Meta:
        model = Asset
        fields = [
            "id", "name", "title", "aliases", "kind", "criticality", "owner_team", "likelihood", "impact_override",
            "environment", "location", "provider", "note", "internal", "serves_nobody", "retired_at", "external_id",
        ]  # fmt: skip
        read_only_fields = fields


class PartnerShown(serializers.ModelSerializer[Partner]):
    """A partner."""

    class Meta:
        model = Partner
        fields = ["id", "name", "external_id"]
        read_only_fields = fields


class CustomerGroupShown(serializers.ModelSerializer[CustomerGroup]):
    """A group of customers with its members."""

    members = by("name", many=True)

    class Meta:
        model = CustomerGroup
        fields = ["id", "name", "members", "external_id"]
        read_only_fields = fields


class AssetGroupShown(serializers.ModelSerializer[AssetGroup]):
    """A group of assets with its members."""

    members = by("name", many=True)

    class Meta:
        model = AssetGroup
        fields = ["id", "name", "members", "external_id"]
        read_only_fields = fields


class LinkShown(serializers.ModelSerializer[CustomerAssetLink]):
    """A link; of each side either the one or the group is named."""

    customer = by("name", allow_null=True)
    customer_group = by("name", allow_null=True)
    asset = by("name", allow_null=True)
    asset_group = by("name", allow_null=True)
    dependency = serializers.SerializerMethodField()

    class Meta:
        model = CustomerAssetLink
        fields = [
            "id", "customer", "customer_group", "asset", "asset_group", "dependency", "function", "source",
            "valid_from", "valid_to",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(["wholly", "in part"]))
    def get_dependency(self, row: CustomerAssetLink) -> str:
        """In words."""
        return "wholly" if row.dependency == 1 else "in part"


class DependencyShown(serializers.ModelSerializer[AssetDependency]):
    """What an asset needs."""

    asset = by("name")
    needs = by("name")
    strength = serializers.SerializerMethodField()

    class Meta:
        model = AssetDependency
        fields = ["id", "asset", "needs", "strength"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(["hard", "soft"]))
    def get_strength(self, row: AssetDependency) -> str:
        """In words."""
        return "hard" if row.strength == 1 else "soft"
