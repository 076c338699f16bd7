"""Planned maintenance in the API: listed, planned, changed, told of, called off."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WRITES, Staff, caller
from accounts.moments import Moment
from statuspage.models import Maintenance
from statuspage.operations import maintaining as operations
from statuspage.telling.maintaining import COMPLETED, IN_PROGRESS, SCHEDULED, VERIFYING, Plan

TOLD = (SCHEDULED, IN_PROGRESS, VERIFYING, COMPLETED)


class MaintenanceShown(serializers.ModelSerializer[Maintenance]):
    """One piece of planned work; `public_id` is its name outside."""

    components = serializers.SlugRelatedField[Any](slug_field="public_id", many=True, read_only=True)
    rule = serializers.CharField(source="series.rule", default="", read_only=True)

    class Meta:
        model = Maintenance
        fields = [
            "id", "public_id", "title", "text", "state", "components", "starts_at", "ends_at", "announce_at",
            "remind_minutes", "announced_at", "reminded_at", "started_at", "ended_at", "rule", "change", "revision",
        ]  # fmt: skip
        read_only_fields = fields


class Written(serializers.Serializer[Any]):
    """What is planned."""

    title = serializers.CharField(max_length=160)
    text = serializers.CharField(max_length=4000)
    components = serializers.ListField(
        child=serializers.CharField(max_length=20), help_text="Ids of components."
    )
    starts_at = Moment()
    ends_at = Moment()
    announce_at = Moment(required=False, allow_null=True, default=None, help_text="Left out: at once.")
    remind_minutes = serializers.IntegerField(min_value=0, max_value=43200, required=False, default=0)

    def plan(self) -> Plan:
        """What the operations take."""
        given = self.validated_data
        return Plan(
            title=given["title"],
            text=given["text"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            announce_at=given["announce_at"] or min(timezone.now(), given["starts_at"]),
            remind_minutes=given["remind_minutes"],
            components=frozenset(given["components"]),
            rule=given.get("rule", ""),
            zone=given.get("zone", "UTC"),
        )


class New(Written):
    """What is planned, once or again and again."""

    rule = serializers.CharField(
        max_length=200,
        required=False,
        default="",
        allow_blank=True,
        help_text="RRULE, as FREQ=WEEKLY;BYDAY=SU",
    )
    zone = serializers.CharField(
        max_length=60, required=False, default="UTC", help_text="Whose clock the rule follows."
    )
    change = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="12 for CHG-12."
    )


class Anew(Written):
    """It is written anew."""

    seen = serializers.IntegerField(required=False, help_text="The revision you looked at.")


class Word(serializers.Serializer[Any]):
    """What customers read of how it goes."""

    text = serializers.CharField(max_length=4000)
    status = serializers.ChoiceField(choices=[(one, one) for one in TOLD])


class Off(serializers.Serializer[Any]):
    """It will not take place."""

    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    whole_series = serializers.BooleanField(required=False, default=False)


class Maintenances(ListAPIView[Maintenance]):
    """Planned maintenance, the latest start first."""

    permission_classes = [Staff]
    serializer_class = MaintenanceShown

    def get_queryset(self) -> QuerySet[Maintenance]:
        """All of it."""
        rows = Maintenance.objects.select_related("series").prefetch_related("components")
        return rows.order_by("-starts_at", "-id")

    @extend_schema(
        operation_id="maintenance_create", request=New, responses={201: MaintenanceShown, **WRITES}
    )
    def post(self, request: Request) -> Response:
        """Plan something."""
        given = New(data=request.data)
        given.is_valid(raise_exception=True)
        row = operations.plan_maintenance(
            plan=given.plan(),
            change_id=given.validated_data["change"],
            actor=caller(request),
            at=timezone.now(),
        )
        return Response(MaintenanceShown(row).data, status=201)


class OneMaintenance(APIView):
    """One piece of work."""

    permission_classes = [Staff]

    @extend_schema(operation_id="maintenance_read", responses={200: MaintenanceShown})
    def get(self, request: Request, maintenance_id: int) -> Response:
        """As it stands."""
        return Response(MaintenanceShown(get_object_or_404(Maintenance, pk=maintenance_id)).data)

    @extend_schema(
        operation_id="maintenance_change", request=Anew, responses={200: MaintenanceShown, **WRITES}
    )
    def put(self, request: Request, maintenance_id: int) -> Response:
        """Write it anew."""
        get_object_or_404(Maintenance, pk=maintenance_id)
        given = Anew(data=request.data)
        given.is_valid(raise_exception=True)
        seen = given.validated_data.get("seen")
        row = operations.alter_maintenance(
            maintenance_id=maintenance_id,
            plan=given.plan(),
            seen=seen,
            actor=caller(request),
            at=timezone.now(),
        )
        return Response(MaintenanceShown(row).data)


class TellOf(APIView):
    """A word on how it goes."""

    permission_classes = [Staff]

    @extend_schema(operation_id="maintenance_tell", request=Word, responses={200: MaintenanceShown, **WRITES})
    def post(self, request: Request, maintenance_id: int) -> Response:
        """Tell customers."""
        get_object_or_404(Maintenance, pk=maintenance_id)
        given = Word(data=request.data)
        given.is_valid(raise_exception=True)
        row = operations.tell_of_maintenance(
            maintenance_id=maintenance_id, actor=caller(request), at=timezone.now(), **given.validated_data
        )
        return Response(MaintenanceShown(row).data)


class CallOff(APIView):
    """It will not take place."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="maintenance_cancel", request=Off, responses={200: MaintenanceShown, **WRITES}
    )
    def post(self, request: Request, maintenance_id: int) -> Response:
        """Call it off, or with `whole_series` this and all that come after it."""
        get_object_or_404(Maintenance, pk=maintenance_id)
        given = Off(data=request.data)
        given.is_valid(raise_exception=True)
        row = operations.cancel_maintenance(
            maintenance_id=maintenance_id, actor=caller(request), at=timezone.now(), **given.validated_data
        )
        return Response(MaintenanceShown(row).data)


urlpatterns = [
    path("maintenance/", Maintenances.as_view(), name="maintenances"),
    path("maintenance/<int:maintenance_id>/", OneMaintenance.as_view(), name="maintenance"),
    path("maintenance/<int:maintenance_id>/tell/", TellOf.as_view(), name="maintenance-tell"),
    path("maintenance/<int:maintenance_id>/cancel/", CallOff.as_view(), name="maintenance-cancel"),
]
