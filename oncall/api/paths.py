"""Escalation paths in the API: read, drawn, changed as a whole, and simulated."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Named, Staff, caller
from accounts.moments import Moment
from catalog.models import Asset
from oncall.api.drawings import PathDrawn, PathShown, shown
from oncall.models import EscalationPath
from oncall.operations import editing
from oncall.paths.blueprint import PRIORITIES
from oncall.paths.simulation import Asked, simulated
from oncall.queries.paths import paths


class SimulationAsked(serializers.Serializer[Any]):
    """What breaks, and when; each may be left out."""

    at = Moment(required=False, help_text="Now, if left out.")
    asset = Named(Asset.objects.all(), required=False, max_length=200)
    priority = serializers.ChoiceField(PRIORITIES, required=False, default="")
    signal = serializers.CharField(required=False, default="", max_length=200)
    path = serializers.IntegerField(
        required=False, min_value=1, help_text="This path, whether it fits or not."
    )
    acknowledged_after_minutes = serializers.FloatField(required=False, min_value=0, max_value=10_000)


class WokenShown(serializers.Serializer[Any]):
    """One person and the channels."""

    who = serializers.CharField()
    ways = serializers.CharField()


class WakeShown(serializers.Serializer[Any]):
    """One step of the night; without people it is passed over at once, and `why` says why."""

    at = serializers.DateTimeField()
    minute = serializers.FloatField()
    level = serializers.CharField()
    pass_no = serializers.IntegerField()
    people = WokenShown(many=True)
    until = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField()


class TriedShown(serializers.Serializer[Any]):
    """One path in the order of trying."""

    name = serializers.CharField()
    taken = serializers.BooleanField()
    why_not = serializers.CharField()


class SimulationShown(serializers.Serializer[Any]):
    """Which path it takes, and who would be woken when."""

    path = serializers.CharField()
    tried = TriedShown(many=True)
    steps = WakeShown(many=True, source="night.wakes")
    ended = serializers.CharField(source="night.ended")


class Paths(APIView):
    """The escalation paths."""

    permission_classes = [Staff]

    @extend_schema(operation_id="oncall_paths", responses={200: PathShown(many=True), **READS})
    def get(self, request: Request) -> Response:
        """All paths in use, in the order in which they are tried."""
        return Response([shown(path) for path in paths()])

    @extend_schema(operation_id="oncall_add_path", request=PathDrawn, responses={201: PathShown, **WRITES})
    def post(self, request: Request) -> Response:
        """Draw a path; operations managers do. It is tried before those that take every incident."""
        form = PathDrawn(data=request.data)
        form.is_valid(raise_exception=True)
        made = editing.add_path(wanted=form.blueprint(), actor=caller(request), at=timezone.now())
        return Response(shown(EscalationPath.objects.get(pk=made.pk)), status=201)


class OnePath(APIView):
    """One escalation path."""

    permission_classes = [Staff]

    @extend_schema(operation_id="oncall_path", responses={200: PathShown, **READS})
    def get(self, request: Request, path_id: int) -> Response:
        """As it is now, retired or not."""
        return Response(shown(get_object_or_404(EscalationPath, pk=path_id)))

    @extend_schema(operation_id="oncall_change_path", request=PathDrawn, responses={200: PathShown, **WRITES})
    def put(self, request: Request, path_id: int) -> Response:
        """The whole path anew. `version` is the one that was read; an older one is refused with STALE."""
        get_object_or_404(EscalationPath, pk=path_id)
        form = PathDrawn(data=request.data)
        form.is_valid(raise_exception=True)
        wanted, seen = form.blueprint(), form.validated_data.get("version")
        editing.revise(
            path_id=path_id, change=lambda _: wanted, seen=seen, actor=caller(request), at=timezone.now()
        )
        return Response(shown(EscalationPath.objects.get(pk=path_id)))

    @extend_schema(operation_id="oncall_retire_path", responses={204: None, **WRITES})
    def delete(self, request: Request, path_id: int) -> Response:
        """Retire it: no further incident takes it. The last path that takes every incident stays."""
        get_object_or_404(EscalationPath, pk=path_id)
        editing.retire(path_id=path_id, actor=caller(request), at=timezone.now())
        return Response(status=204)


class Simulate(APIView):
    """Who would be woken."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="oncall_simulate", request=SimulationAsked, responses={200: SimulationShown, **WRITES}
    )
    def post(self, request: Request) -> Response:
        """Nothing is written and nobody is paged."""
        form, now = SimulationAsked(data=request.data), timezone.now()
        form.is_valid(raise_exception=True)
        given = form.validated_data
        asked = Asked(
            begins_at=given.get("at", now),
            asset=given.get("asset"),
            priority=given["priority"],
            signal=given["signal"],
            path_id=given.get("path"),
            ack_minute=given.get("acknowledged_after_minutes"),
        )
        return Response(SimulationShown(simulated(asked, now=now)).data)
