"""Who is on call now, in the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import Refusal, Staff, UserSketch
from oncall.queries import duties


class DutyShown(serializers.Serializer[Any]):
    """Who is on call on one schedule; nobody is a gap."""

    schedule = serializers.CharField(source="schedule.name")
    now = UserSketch(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    following = UserSketch(allow_null=True)


class Now(APIView):
    """Who is on call now, schedule by schedule."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="oncall_now", responses={200: DutyShown(many=True), 401: Refusal, 403: Refusal}
    )
    def get(self, request: Request) -> Response:
        """All schedules: there are few."""
        return Response(DutyShown(duties(timezone.now()), many=True).data)
