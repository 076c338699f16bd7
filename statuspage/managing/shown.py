"""Pages, components and groups in the shapes of the management API."""

from typing import Any

from rest_framework import serializers

from accounts.api import Named
from catalog.models import Asset, Customer
from statuspage.models import Component, ComponentGroup, PageKey, StatusPage
from statuspage.published.languages import NAMES as LANGUAGES


class GroupKept(serializers.ModelSerializer[ComponentGroup]):
    """A group of components."""

    id = serializers.CharField(source="public_id", read_only=True)

    class Meta:
        model = ComponentGroup
        fields = ["id", "name", "position"]


class ComponentKept(serializers.ModelSerializer[Component]):
    """A component with what it stands for. Its state comes from publishing."""

    id = serializers.CharField(source="public_id", read_only=True)
    group = serializers.SlugRelatedField(
        slug_field="public_id", queryset=ComponentGroup.objects.all(), allow_null=True, required=False
    )
    assets = serializers.SlugRelatedField(
        slug_field="name", queryset=Asset.objects.all(), many=True, required=False
    )

    class Meta:
        model = Component
        fields = [
            *("id", "name", "description", "group", "position", "assets", "showcase"),
            *("only_show_if_degraded", "automatic", "state", "line", "changed_at"),
        ]
        read_only_fields = ("state", "line", "changed_at")


class PageKept(serializers.ModelSerializer[StatusPage]):
    """A status page. Its logo is uploaded on its own page."""

    customer = Named(Customer.objects.all(), required=False, allow_null=True)
    components = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Component.objects.all(), many=True, required=False
    )
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=list(LANGUAGES.items())), min_length=1, required=False
    )

    class Meta:
        model = StatusPage
        fields = [
            *("slug", "name", "kind", "is_default", "customer", "components", "level", "text", "contact_url"),
            *("languages", "zone", "domain", "accent"),
        ]
        read_only_fields = ("is_default",)


class KeyShown(serializers.ModelSerializer[PageKey]):
    """A link to a private page, without its secret."""

    class Meta:
        model = PageKey
        fields = ["id", "label", "email", "created_at", "expires_at", "revoked_at"]


class KeyWanted(serializers.Serializer[Any]):
    """For whom, and until when."""

    label = serializers.CharField(max_length=80)  # type: ignore[assignment]  # the field of that name
    email = serializers.EmailField(
        required=False, allow_blank=True, help_text="Who has this address may sign in by mail, too."
    )
    expires_at = serializers.DateTimeField(required=False, allow_null=True)
    tell = serializers.BooleanField(default=False, help_text="Whether she is told so by mail.")


class KeyMade(serializers.Serializer[Any]):
    """The address that opens the page, told this once."""

    address = serializers.CharField()
