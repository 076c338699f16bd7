"""Live calls in the API: who called, who took it, and what became of those that nobody took."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, Refusal, Staff, UserSketch
from oncall.api.inputs import refuse_unknown
from oncall.models import HuntGroup, LiveCall
from oncall.shown.live import RELATED, live_lines

PAGING = ("page", "page_size")


class CallsAsked(serializers.Serializer[Any]):
    """Which calls; all of them, if left out."""

    group = serializers.PrimaryKeyRelatedField(queryset=HuntGroup.objects.all(), required=False)
    state = serializers.ChoiceField(LiveCall.State.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nothing else is understood. Raises ValidationError."""
        refuse_unknown(set(self.initial_data) - set(PAGING), self.fields)
        return attrs


class CallStep(serializers.Serializer[Any]):
    """What was done for the call, so long after it came."""

    after = serializers.CharField()
    words = serializers.CharField()


class CallShown(serializers.Serializer[Any]):
    """One call; `outcome` says in words what its state means here."""

    id = serializers.IntegerField(source="call.id")
    number = serializers.CharField(source="call.number", help_text="Which was dialled.")
    group = serializers.CharField(source="call.group_name")
    caller = serializers.CharField(source="call.caller", help_text="Empty when it was withheld.")
    who = serializers.CharField(source="line.who")
    customer = serializers.CharField(source="call.customer.name", default="")
    state = serializers.ChoiceField(LiveCall.State.choices, source="call.state")
    outcome = serializers.CharField(source="line.outcome")
    answered_by = UserSketch(source="call.answered_by", allow_null=True)
    incident = serializers.IntegerField(source="call.incident.number", default=None, allow_null=True)
    recording_seconds = serializers.IntegerField(source="call.recording_seconds")
    started_at = serializers.DateTimeField(source="call.started_at")
    answered_at = serializers.DateTimeField(source="call.answered_at", allow_null=True)
    ended_at = serializers.DateTimeField(source="call.ended_at", allow_null=True)
    steps = CallStep(many=True)


class Calls(ListAPIView[LiveCall]):
    """The calls to our numbers."""

    permission_classes = [Staff]
    serializer_class = CallShown
    queryset = LiveCall.objects.none()

    @extend_schema(
        operation_id="oncall_calls",
        parameters=[CallsAsked],
        responses={200: CallShown(many=True), 400: Refusal, **READS},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The newest first; those under way have no `ended_at`."""
        asked = CallsAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = LiveCall.objects.filter(**asked.validated_data).select_related(*RELATED).order_by("-pk")
        rows = list(self.paginate_queryset(found) or [])
        return self.get_paginated_response(CallShown(_lined(rows), many=True).data)


class OneCall(APIView):
    """One call."""

    permission_classes = [Staff]

    @extend_schema(operation_id="oncall_call", responses={200: CallShown, **READS})
    def get(self, request: Request, call_id: int) -> Response:
        """With all that was done for it."""
        found = get_object_or_404(LiveCall.objects.select_related(*RELATED), pk=call_id)
        return Response(CallShown(_lined([found])[0]).data)


def _lined(rows: list[LiveCall]) -> list[dict[str, Any]]:
    return [
        {
            "call": row,
            "line": line,
            "steps": [{"after": after, "words": words} for after, words in line.steps],
        }
        for row, line in zip(rows, live_lines(rows), strict=True)
    ]
