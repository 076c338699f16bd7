"""How single points of failure look in the API, and what it takes."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from accounts.api import Named, UserSketch, person
from accounts.moments import Day
from catalog.models import Asset, Customer, Mitigation
from catalog.queries import spof as queries
from catalog.spof.risk import band_of

LACKING_NAMED = 200
GRADE: dict[str, Any] = {"min_value": 1, "max_value": 5}


class Lacking(serializers.Serializer[Any]):
    """An asset without impact or likelihood."""

    asset = serializers.CharField(source="name")
    likelihood = serializers.IntegerField(allow_null=True)
    has_impact = serializers.BooleanField()


class AnalysisShown(serializers.Serializer[Any]):
    """One analysis. `done` of `total` assets; the figures are there when it is finished."""

    id = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    done = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    signed_at = serializers.DateTimeField(allow_null=True)
    signed_by = UserSketch(allow_null=True)
    note = serializers.CharField()
    figures = serializers.DictField()


class DifferenceShown(serializers.Serializer[Any]):
    """Names of assets."""

    new = serializers.ListField(child=serializers.CharField())
    gone = serializers.ListField(child=serializers.CharField())
    still_open = serializers.ListField(child=serializers.CharField())


class ReviewShown(serializers.Serializer[Any]):
    """Where the review stands. `state` is never, fine, due or overdue."""

    state = serializers.CharField()
    next_due = serializers.DateField(allow_null=True)
    last_signed = AnalysisShown(allow_null=True)
    latest = AnalysisShown(allow_null=True)
    running = AnalysisShown(allow_null=True)
    difference = DifferenceShown(allow_null=True)
    incomplete_count = serializers.IntegerField()
    incomplete = Lacking(many=True)


def review_of(now: datetime) -> dict[str, Any]:
    """What `ReviewShown` takes; of the assets that lack something the first are named."""
    latest, last, review = queries.latest_finished(), queries.last_signed(), queries.review(now.date())
    lacking = queries.incomplete(latest) if latest else Asset.objects.none()
    said = queries.difference_between(last, latest) if latest and not latest.signed_at else None
    found = (latest.difference if latest else None) if said is None else said
    return {
        "state": review.state,
        "next_due": review.next_due,
        "last_signed": last,
        "latest": latest,
        "running": queries.running(),
        "difference": {name: [one for _, one in pairs] for name, pairs in found.items()} if found else None,
        "incomplete_count": lacking.count(),
        "incomplete": [_lacking(asset) for asset in lacking[:LACKING_NAMED]],
    }


def _lacking(asset: Any) -> dict[str, Any]:
    has_impact = asset.is_analysed or asset.impact_override is not None
    return {"name": asset.name, "likelihood": asset.likelihood, "has_impact": has_impact}


class FindingShown(serializers.Serializer[Any]):
    """What one asset takes along when it fails alone. Without a likelihood there is no risk yet."""

    id = serializers.IntegerField()
    analysis = serializers.IntegerField(source="analysis_id")
    asset = serializers.SerializerMethodField()
    customers_lost = serializers.IntegerField()
    value_lost = serializers.DecimalField(max_digits=16, decimal_places=2)
    count_share = serializers.FloatField()
    value_share = serializers.FloatField()
    impact = serializers.IntegerField(source="now_impact")
    likelihood = serializers.IntegerField(source="now_likelihood", allow_null=True)
    risk = serializers.IntegerField(source="score", allow_null=True)
    band = serializers.SerializerMethodField()

    def get_asset(self, row: Any) -> str:
        """Its name, also when it has left the catalog."""
        return str(row.asset.name if row.asset else row.asset_name)

    def get_band(self, row: Any) -> str | None:
        """critical, high, medium, low, or null."""
        return None if row.score is None else band_of(row.score)


class GradesIn(serializers.Serializer[Any]):
    """Grades 1 to 5; without a likelihood it is the mean of the factors."""

    age = serializers.IntegerField(**GRADE, required=False, allow_null=True)
    load = serializers.IntegerField(**GRADE, required=False, allow_null=True)
    provider = serializers.IntegerField(**GRADE, required=False, allow_null=True)
    change_rate = serializers.IntegerField(**GRADE, required=False, allow_null=True)
    likelihood = serializers.IntegerField(**GRADE, required=False, allow_null=True)
    impact = serializers.IntegerField(**GRADE, required=False, allow_null=True)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class SignOffIn(serializers.Serializer[Any]):
    """Which analysis, and a word with the signature."""

    analysis_id = serializers.IntegerField(min_value=1, max_value=2**62)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class MitigationIn(serializers.Serializer[Any]):
    """What is done, by whom, by when, and what is left. Accepting needs `expires_date`, which is its due date."""

    kind = serializers.ChoiceField(Mitigation.Kind.choices)
    words = serializers.CharField(max_length=300)
    owner = person()
    due_date = Day()
    residual_impact = serializers.IntegerField(**GRADE)
    residual_likelihood = serializers.IntegerField(**GRADE)
    expires_date = Day(required=False, allow_null=True)
    status = serializers.ChoiceField(Mitigation.Status.choices, required=False, default="planned")


class MitigationShown(serializers.Serializer[Any]):
    """A mitigation as it stands; `residual` is the risk that is left."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    words = serializers.CharField()
    owner = UserSketch(allow_null=True)
    due_date = serializers.DateField()
    status = serializers.CharField()
    residual_impact = serializers.IntegerField()
    residual_likelihood = serializers.IntegerField()
    residual = serializers.IntegerField()
    expires_date = serializers.DateField(allow_null=True)


class WaysIn(serializers.Serializer[Any]):
    """A customer and, if wanted, one asset, by name."""

    customer = Named(Customer.objects.all())
    target = Named(Asset.objects.filter(retired_at=None), required=False, allow_null=True, default=None)


class SeparatorShown(serializers.Serializer[Any]):
    """An asset without which the customer cannot reach the targets."""

    asset = serializers.CharField(source="asset.name")
    targets = serializers.SerializerMethodField()

    def get_targets(self, one: Any) -> list[str]:
        """Their names."""
        return [asset.name for asset in one.targets]
