"""What the API takes about changes."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from accounts.api import Named
from accounts.moments import Moment
from catalog.change_guards import Kind, State
from catalog.changes import DEFAULT_HOURS, MOST_HOURS
from catalog.models import Asset, Change, Customer
from catalog.operations.change_requests import Content
from catalog.queries import assets_named

MANY = 200


def line(most: int, **given: Any) -> serializers.CharField:
    """A text that may be left out."""
    return serializers.CharField(max_length=most, required=False, allow_blank=True, **given)


class NewChange(serializers.Serializer[Any]):
    """A change to record. Assets are names or aliases; one that nobody knows is kept as it was given."""

    what = serializers.CharField(max_length=300)
    why = line(4000)
    kind = serializers.ChoiceField(Kind.choices, required=False, default=Kind.STANDARD)
    source = serializers.ChoiceField(Change.Origin.choices, required=False, default=Change.Origin.US)  # type: ignore[assignment]  # a field of that name
    assets = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=MANY
    )
    customers = serializers.ListField(
        child=Named(Customer.objects.all(), pk_only=True), required=False, max_length=MANY
    )
    risk = serializers.ChoiceField(Change.Risk.choices, required=False)
    impact = line(4000)
    rollback_plan = line(4000)
    sop_url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    link = serializers.URLField(max_length=2000, required=False, allow_blank=True)
    function = line(120)
    location = line(80)
    starts_at = Moment(required=False, allow_null=True)
    ends_at = Moment(required=False, allow_null=True)
    implemented_at = Moment(required=False, allow_null=True, help_text="Now, if left out.")
    external_id = line(200, help_text="How the sender names it; sent again it changes nothing.")

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names that belong to no asset."""
        known = self._known()
        return tuple(
            name for name in dict.fromkeys(self.validated_data.get("assets", ())) if name not in known
        )

    def _known(self) -> dict[str, Asset]:
        if not hasattr(self, "_found"):
            self._found = assets_named(self.validated_data.get("assets", ()))
        return self._found

    def content(self) -> Content:
        """What was sent, as operations take it."""
        apart = {"assets", "customers", "implemented_at", "external_id"}
        given = {name: value for name, value in self.validated_data.items() if name not in apart}
        return Content(
            **given,
            asset_ids=tuple({asset.pk for asset in self._known().values()}),
            customer_ids=tuple(self.validated_data.get("customers", ())),
        )


class Wanted(serializers.Serializer[Any]):
    """What a reader of the list may ask for."""

    state = serializers.ChoiceField(State.choices, required=False)
    kind = serializers.ChoiceField(Kind.choices, required=False)
    source = serializers.ChoiceField(Change.Origin.choices, required=False)  # type: ignore[assignment]  # a field of that name
    asset = serializers.CharField(required=False, max_length=200)
    customer = serializers.CharField(required=False, max_length=120)
    search = serializers.CharField(required=False, max_length=100, help_text="Words, or CHG-12.")


class Onset(serializers.Serializer[Any]):
    """The moment, how far back, and what it is about: each left out means everything."""

    onset = Moment(required=False, help_text="Now, if left out.")
    hours = serializers.FloatField(
        required=False, default=DEFAULT_HOURS, min_value=0.01, max_value=MOST_HOURS
    )
    asset = Named(Asset.objects.all(), required=False, pk_only=True, max_length=200)
    customer = Named(Customer.objects.all(), required=False, pk_only=True, max_length=120)
    location = serializers.CharField(required=False, max_length=80)
    function = serializers.CharField(required=False, max_length=120)

    def asked(self, now: datetime) -> dict[str, Any]:
        """What the query takes."""
        given = self.validated_data
        return {
            "onset": given.get("onset") or now,
            "hours": given["hours"],
            "assets": [given["asset"]] if "asset" in given else None,
            "customers": [given["customer"]] if "customer" in given else None,
            "location": given.get("location", ""),
            "function": given.get("function", ""),
        }


class ActInput(serializers.Serializer[Any]):
    """An act that asks for nothing."""


class Words(ActInput):
    """A sentence for the story."""

    words = line(500)


class ChangeReason(ActInput):
    """A reason that is needed."""

    words = serializers.CharField(max_length=500)


class Schedule(ActInput):
    """Into a freeze only with a reason."""

    freeze_reason = line(500)


class Made(Words):
    """When it was made."""

    implemented_at = Moment(required=False, allow_null=True)


class BackOut(ChangeReason):
    """Why, and when it had been begun."""

    implemented_at = Moment(required=False, allow_null=True)


class Review(ActInput):
    """How it went."""

    words = serializers.CharField(max_length=4000)


ACTS: dict[str, type[ActInput]] = {
    "submit": ActInput,
    "approve": Words,
    "reject": ChangeReason,
    "withdraw": Words,
    "schedule": Schedule,
    "implement": Made,
    "back_out": BackOut,
    "review": Review,
}
