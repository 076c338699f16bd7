"""Schedules in the API: who is on call when, and who stands in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Named, Staff, UserSketch, caller
from accounts.models import User
from accounts.moments import Moment
from oncall.api.inputs import refuse_unknown
from oncall.models import Override, Schedule
from oncall.operations import standing_in
from oncall.queries.plans import plans
from oncall.rota.coverage import coverage
from oncall.shown.duties import users_of

WEEK = timedelta(days=7)
MOST = timedelta(days=400)


class ScheduleShown(serializers.ModelSerializer[Schedule]):
    """A schedule."""

    class Meta:
        model = Schedule
        fields = ("id", "name", "zone")


class SpanAsked(serializers.Serializer[Any]):
    """From when until when; a week from now, if left out."""

    starts_at = Moment(required=False)
    ends_at = Moment(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """At most 400 days, and forward; nothing else is understood. Raises ValidationError."""
        refuse_unknown(self.initial_data, self.fields)
        starts_at = attrs.get("starts_at") or timezone.now()
        ends_at = attrs.get("ends_at") or starts_at + WEEK
        if not timedelta(0) < ends_at - starts_at <= MOST:
            raise serializers.ValidationError("Ask for a span that ends after it begins, within 400 days.")
        return {"starts_at": starts_at, "ends_at": ends_at}


class ShiftShown(serializers.Serializer[Any]):
    """A stretch with the same people. Nobody is a gap; its kind is `none`."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    users = UserSketch(many=True)
    kind = serializers.ChoiceField(["layer", "override", "swap", "none"])


class OverrideAsked(serializers.Serializer[Any]):
    """Who stands in, and when."""

    user = Named(
        User.objects.filter(is_active=True), required=False, max_length=200, help_text="You, if left out."
    )
    starts_at = Moment()
    ends_at = Moment()
    why = serializers.CharField(required=False, default="", max_length=200)


class OverrideShown(serializers.ModelSerializer[Override]):
    """Somebody stands in."""

    user = UserSketch()

    class Meta:
        model = Override
        fields = ("id", "user", "starts_at", "ends_at", "why")


class Schedules(APIView):
    """All schedules."""

    permission_classes = [Staff]

    @extend_schema(operation_id="oncall_schedules", responses={200: ScheduleShown(many=True), **READS})
    def get(self, request: Request) -> Response:
        """By name; there are few."""
        return Response(ScheduleShown(Schedule.objects.order_by("name"), many=True).data)


class Coverage(APIView):
    """Who is on call on one schedule."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="oncall_coverage",
        parameters=[SpanAsked],
        responses={200: ShiftShown(many=True), **READS},
    )
    def get(self, request: Request, schedule_id: int) -> Response:
        """Every moment of the span once: layers, then stand-ins, then swaps, without who is away."""
        asked = SpanAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        span = asked.validated_data
        found = plans(since=span["starts_at"], ids=[schedule_id])
        if not found:
            raise Http404("There is no such schedule.")
        users = users_of(found)
        rows = [
            {
                **shift._asdict(),
                "kind": shift.source,
                "users": [users[key] for key in shift.users if key in users],
            }
            for shift in coverage(found[0][1], span["starts_at"], span["ends_at"])
        ]
        return Response(ShiftShown(rows, many=True).data)


class Overrides(APIView):
    """Somebody stands in on one schedule."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="oncall_override", request=OverrideAsked, responses={201: OverrideShown, **WRITES}
    )
    def post(self, request: Request, schedule_id: int) -> Response:
        """Yourself; operations managers put anybody on call."""
        asked = OverrideAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        who, user = caller(request), given.pop("user", None)
        made = standing_in.override(
            schedule_id=schedule_id,
            user_id=user.pk if user else who.user_id or 0,
            actor=who,
            at=timezone.now(),
            **given,
        )
        return Response(OverrideShown(made).data, status=status.HTTP_201_CREATED)


class OneOverride(APIView):
    """One that stands in."""

    permission_classes = [Staff]

    @extend_schema(operation_id="oncall_override_end", request=None, responses={204: None, **WRITES})
    def delete(self, request: Request, override_id: int) -> Response:
        """Taken back, as far as it lies ahead."""
        standing_in.end_override(override_id=override_id, actor=caller(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
