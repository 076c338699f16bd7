"""How parts of customers and assets look in the API. Nothing here is ever written to."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.api.part_inputs import DAYS
from catalog.api.shown import by
from catalog.models import (
    Calendar,
    ContractTerm,
    CustomerContact,
    PartnerContact,
    Promise,
    RedundancyGroup,
    TouchPoint,
)

CONTACT = [
    "id", "name", "role", "email", "email_verified_at", "phone", "phone_verified_at", "language", "opt_outs",
    "external_id",
]  # fmt: skip


class CustomerContactShown(serializers.ModelSerializer[CustomerContact]):
    """A person at a customer, and when each address was verified."""

    customer = by("name")

    class Meta:
        model = CustomerContact
        fields = ["customer", "is_key_contact", *CONTACT]
        read_only_fields = fields


class PartnerContactShown(serializers.ModelSerializer[PartnerContact]):
    """A person at a partner, and when each address was verified."""

    partner = by("name")

    class Meta:
        model = PartnerContact
        fields = ["partner", *CONTACT]
        read_only_fields = fields


class TermShown(serializers.ModelSerializer[ContractTerm]):
    """What a contract promises."""

    customer = by("name")
    calendar = by("name", allow_null=True)

    class Meta:
        model = ContractTerm
        fields = ["id", "customer", "name", "restore_minutes", "calendar", "external_id"]
        read_only_fields = fields


class RedundancyShown(serializers.ModelSerializer[RedundancyGroup]):
    """What stands in for what, and how many of it have to work."""

    owner = by("name")
    members = by("name", many=True)

    class Meta:
        model = RedundancyGroup
        fields = ["id", "owner", "name", "k", "members", "external_id"]
        read_only_fields = fields


class TouchPointShown(serializers.ModelSerializer[TouchPoint]):
    """Who spoke with whom."""

    customer = by("name")
    contact = by("name", allow_null=True)
    person = by("username", allow_null=True)

    class Meta:
        model = TouchPoint
        fields = [
            "id", "customer", "contact", "department", "person", "channel", "talked_at", "note", "external_id",
        ]  # fmt: skip
        read_only_fields = fields


class PromiseShown(serializers.ModelSerializer[Promise]):
    """What was promised by when."""

    customer = by("name")

    class Meta:
        model = Promise
        fields = [
            "id", "customer", "name", "kind", "promised_date", "slip_announced_date", "new_date", "kept_date",
            "external_id",
        ]  # fmt: skip
        read_only_fields = fields


class CalendarShown(serializers.ModelSerializer[Calendar]):
    """When people are at work."""

    days = serializers.SerializerMethodField()

    class Meta:
        model = Calendar
        fields = [
            "id", "name", "zone", "days", "opens", "closes", "country", "subdivision", "holidays", "is_24x7",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(DAYS)))
    def get_days(self, row: Any) -> list[str]:
        """By three letters."""
        return [DAYS[day] for day in row.days]
