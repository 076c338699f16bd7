"""Alerts in the API: what machines said, newest first."""

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import READS, Refusal, Staff
from alerts.models import Alert


class AlertShown(serializers.ModelSerializer[Alert]):
    """One occurrence of an alert. `incident` is the number of the incident it belongs to."""

    source = serializers.CharField(source="source.name")  # type: ignore[assignment]  # a field of that name  # type: ignore[assignment]  # the field has a source, too
    asset = serializers.CharField(source="asset.name", default=None)
    incident = serializers.IntegerField(source="incident.number", default=None)

    class Meta:
        model = Alert
        fields = [
            "id",
            "source",
            "name",
            "summary",
            "severity",
            "response",
            "state",
            "asset",
            "incident",
            "labels",
            "annotations",
            "link",
            "starts_at",
            "ends_at",
            "first_received_at",
            "last_received_at",
            "times_received",
            "resolved_at",
        ]
        read_only_fields = fields


class Wanted(serializers.Serializer[Any]):
    """What a reader of the list may ask for."""

    state = serializers.ChoiceField(Alert.State.choices, required=False)
    severity = serializers.CharField(required=False, max_length=10)
    incident = serializers.IntegerField(required=False, help_text="The incident's number.")
    source = serializers.CharField(required=False, max_length=80)  # type: ignore[assignment]  # a field of that name  # type: ignore[assignment]


LOOKED_UP = {"incident": "incident__number", "source": "source__name"}


class Alerts(ListAPIView[Alert]):
    """Every alert, also those that were only kept."""

    permission_classes = [Staff]
    serializer_class = AlertShown
    queryset = Alert.objects.none()

    @extend_schema(
        operation_id="alerts_list",
        parameters=[Wanted],
        responses={200: AlertShown(many=True), 400: Refusal, **READS},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List alerts."""
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> "QuerySet[Alert]":
        wanted = Wanted(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        chosen = {LOOKED_UP.get(name, name): value for name, value in wanted.validated_data.items()}
        rows = Alert.objects.select_related("source", "asset", "incident")
        return rows.filter(**chosen).order_by("-last_received_at", "-id")


urlpatterns = [path("alerts/", Alerts.as_view(), name="alerts")]
