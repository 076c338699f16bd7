"""How soon people are reached and answer, in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WRITES, Staff, signed_in
from oncall.api.inputs import refuse_unknown
from oncall.forms.reach import SpanForm
from oncall.shown.reach import asked_of, reach_page

SPAN = ("starts", "ends")


class PagesCounted(serializers.Serializer[Any]):
    """Pages, and how soon their people were reached and answered, in seconds."""

    pages = serializers.IntegerField(default=0)
    reached = serializers.IntegerField(default=0)
    by_first = serializers.IntegerField(default=0, help_text="Reached by the first channel.")
    by_second = serializers.IntegerField(default=0, help_text="Needed a second provider or channel.")
    unanswered = serializers.IntegerField(default=0)
    reach_median_s = serializers.FloatField(default=None, allow_null=True)
    reach_p90_s = serializers.FloatField(default=None, allow_null=True)
    answer_median_s = serializers.FloatField(default=None, allow_null=True)
    answer_p90_s = serializers.FloatField(default=None, allow_null=True)


class RunsCounted(serializers.Serializer[Any]):
    """Escalations, and how soon somebody acknowledged, in seconds."""

    runs = serializers.IntegerField(default=0)
    acknowledged = serializers.IntegerField(default=0)
    never = serializers.IntegerField(
        default=0, help_text="Ended, or at the last resort, and nobody acknowledged."
    )
    median_s = serializers.FloatField(default=None, allow_null=True)
    p90_s = serializers.FloatField(default=None, allow_null=True)


class PathCounted(serializers.Serializer[Any]):
    """One path."""

    name = serializers.CharField()
    pages = PagesCounted()
    runs = RunsCounted()


class PersonCounted(serializers.Serializer[Any]):
    """One person."""

    name = serializers.CharField()
    pages = PagesCounted()


class ChannelCounted(serializers.Serializer[Any]):
    """One channel: its messages."""

    channel = serializers.CharField()
    messages = serializers.IntegerField()
    delivered = serializers.IntegerField()
    failed = serializers.IntegerField()
    not_answered = serializers.IntegerField(help_text="Calls that rang, and nobody pressed a key.")
    by_second = serializers.IntegerField(help_text="Needed a second provider.")
    median_s = serializers.FloatField(allow_null=True)
    p90_s = serializers.FloatField(allow_null=True)


class ProviderCounted(serializers.Serializer[Any]):
    """One provider of a channel: the requests to it."""

    channel = serializers.CharField()
    provider = serializers.CharField()
    tried = serializers.IntegerField()
    delivered = serializers.IntegerField()
    unconfirmed = serializers.IntegerField()
    failed = serializers.IntegerField()
    not_answered = serializers.IntegerField()
    median_s = serializers.FloatField(allow_null=True)


class ReachShown(serializers.Serializer[Any]):
    """Everything about the pages of a span."""

    starts_at = serializers.DateTimeField(source="asked.starts_at")
    ends_at = serializers.DateTimeField(source="asked.ends_at")
    pages = PagesCounted()
    runs = RunsCounted()
    paths = PathCounted(many=True)
    people = PersonCounted(many=True)
    channels = ChannelCounted(many=True)
    providers = ProviderCounted(many=True)


class Reach(APIView):
    """How soon people are reached and answer."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="oncall_pages",
        parameters=[
            OpenApiParameter("starts", str, description="The first day, like 2026-03-01."),
            OpenApiParameter("ends", str, description="The last day. The last thirty days without both."),
        ],
        responses={200: ReachShown, **WRITES},
    )
    def get(self, request: Request) -> Response:
        """Of single people managers see everybody, others themselves."""
        reader = signed_in(request)
        refuse_unknown(request.query_params, SPAN)
        given = {name: request.query_params.get(name, "") for name in SPAN}
        form = SpanForm(given, today=timezone.localdate())
        if not form.is_valid():
            raise serializers.ValidationError(form.errors.get_json_data())
        starts, ends = form.span
        return Response(ReachShown(reach_page(asked_of(starts, ends, reader.zone), reader=reader)).data)
