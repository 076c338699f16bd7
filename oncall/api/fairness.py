"""How duty is shared, in the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, Refusal, Staff, UserSketch
from oncall.api.schedules import ScheduleShown, SpanAsked
from oncall.models import Schedule
from oncall.queries.fairness import shares


class ShareAsked(SpanAsked):
    """Of which span, and of which schedule; all of them, if left out. On each person's own clock."""

    schedule = serializers.PrimaryKeyRelatedField(queryset=Schedule.objects.all(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The span, and the number of the schedule."""
        chosen = attrs.get("schedule")
        return {**super().validate(attrs), "schedule_id": chosen.pk if chosen else None}


class LoadShown(serializers.Serializer[Any]):
    """What one person carries."""

    user = UserSketch()
    hours = serializers.FloatField(source="load.hours")
    nights = serializers.IntegerField(source="load.nights")
    weekends = serializers.IntegerField(source="load.weekends")
    holidays = serializers.IntegerField(source="load.holidays")
    pages = serializers.IntegerField(source="load.pages")
    night_pages = serializers.IntegerField(source="load.night_pages")


class ShareShown(serializers.Serializer[Any]):
    """One schedule; without one, over all."""

    schedule = ScheduleShown(allow_null=True)
    uncovered_hours = serializers.FloatField(source="uncovered")
    people = LoadShown(many=True, source="lines")


class Fairness(APIView):
    """Hours, nights, weekends, holidays and pages."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="oncall_fairness",
        parameters=[ShareAsked],
        responses={200: ShareShown(many=True), 400: Refusal, **READS},
    )
    def get(self, request: Request) -> Response:
        """Over all first, then each schedule; or one alone."""
        asked = ShareAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        return Response(ShareShown(shares(**given), many=True).data)
