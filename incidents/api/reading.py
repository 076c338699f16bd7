"""The list of incidents, one of them, its story, and the report of a new one."""

import json
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Insiders, Refusal, Staff, caller
from accounts.numbers import is_number
from incidents.api.inputs import Report
from incidents.api.once import PARAMETER, answer_once
from incidents.api.shown import IncidentRow, IncidentShown, LineShown, load
from incidents.models import Incident
from incidents.operations.once import Answer
from incidents.operations.reports import Told, report
from incidents.priority import Priority
from incidents.stages import OPEN_STAGES, Stage
from timeline.models import TimelineEntry
from timeline.queries import entries, line

ORDERINGS = ("-detected_at", "detected_at", "-number", "number", "priority", "-priority")


class Wanted(serializers.Serializer[Any]):
    """What a reader of the list may ask for."""

    stage = serializers.ChoiceField(Stage.choices, required=False)
    priority = serializers.ChoiceField([p.value for p in Priority], required=False)
    open = serializers.BooleanField(required=False, allow_null=True, default=None)
    customer = serializers.CharField(required=False, max_length=120, help_text="A customer's name.")
    q = serializers.CharField(required=False, max_length=200, help_text="Words of the title, or INC-12.")
    ordering = serializers.ChoiceField(ORDERINGS, required=False, default="-detected_at")


def chosen(wanted: dict[str, Any]) -> "QuerySet[Incident]":
    """The incidents that a reader asked for."""
    rows = Incident.objects.select_related("im", "helpdesk_owner")
    for name in ("stage", "priority"):
        if name in wanted:
            rows = rows.filter(**{name: wanted[name]})
    if wanted["open"] is not None:
        is_open = Q(stage__in=OPEN_STAGES)
        rows = rows.filter(is_open if wanted["open"] else ~is_open)
    if "customer" in wanted:
        affected = Q(customers__customer__name__iexact=wanted["customer"], customers__state="affected")
        rows = rows.filter(affected)
    if "q" in wanted:
        rows = rows.filter(_matching(wanted["q"]))
    return rows.order_by(wanted["ordering"], "-id")


def _matching(words: str) -> Q:
    found = Q(title__icontains=words) | Q(manifestation__icontains=words)
    number = words.upper().removeprefix("INC-")
    return found | Q(number=int(number)) if is_number(number) else found


class Incidents(ListAPIView[Incident]):
    """All incidents, newest first."""

    permission_classes = [Insiders]
    serializer_class = IncidentRow
    queryset = Incident.objects.none()

    @extend_schema(
        operation_id="incidents_list",
        parameters=[Wanted],
        responses={200: IncidentRow(many=True), 400: Refusal, **READS},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List incidents."""
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> "QuerySet[Incident]":
        wanted = Wanted(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        return chosen(wanted.validated_data)

    @extend_schema(
        operation_id="incidents_report",
        request=Report,
        parameters=[PARAMETER],
        responses={
            201: IncidentShown,
            422: Refusal,
            **{code: shown for code, shown in WRITES.items() if code != 409},
        },
    )
    def post(self, request: Request) -> Response:
        """Report an incident: it starts in the one queue, like every other."""
        form, now = Report(data=request.data), timezone.now()
        form.is_valid(raise_exception=True)

        def act() -> tuple[Incident, Answer]:
            opened = report(actor=caller(request), at=now, told=Told(**form.validated_data))
            shown = IncidentShown(load(opened.number, at=now), context={"request": request})
            return opened, dict(json.loads(JSONRenderer().render(shown.data)))

        return answer_once(request, act, at=now)


class OneIncident(APIView):
    """One incident with all that its page tells."""

    permission_classes = [Staff]

    @extend_schema(operation_id="incidents_get", responses={200: IncidentShown, **READS})
    def get(self, request: Request, number: int) -> Response:
        """Read one incident."""
        incident = load(number, at=timezone.now())
        return Response(IncidentShown(incident, context={"request": request}).data)


class Story(ListAPIView[TimelineEntry]):
    """What has happened, newest first."""

    permission_classes = [Staff]
    serializer_class = LineShown
    queryset = TimelineEntry.objects.none()

    @extend_schema(operation_id="incidents_timeline", responses={200: LineShown(many=True), **READS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Read the timeline."""
        found = entries(Incident.objects.get(number=kwargs["number"]).key)
        lines = [line(entry) for entry in self.paginate_queryset(found) or []]
        return self.get_paginated_response(LineShown(lines, many=True).data)
