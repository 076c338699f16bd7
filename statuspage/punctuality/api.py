"""Punctuality in the API: over a span, and of one incident."""

from typing import Any

from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WRITES, Staff, signed_in
from incidents.models import Incident
from oncall.api.inputs import refuse_unknown
from oncall.forms.reach import SpanForm
from oncall.shown.reach import asked_of
from statuspage.punctuality.judging import whole
from statuspage.punctuality.reading import punctuality, punctuality_of

SPAN = ("starts", "ends")


class WordShown(serializers.Serializer[Any]):
    """One word in public."""

    sort = serializers.ChoiceField(
        choices=["first", "further", "owed"], help_text="owed: late, and not written yet."
    )
    at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField()
    status = serializers.CharField()
    late_min = serializers.IntegerField()
    after_classification_min = serializers.IntegerField(source="minutes", allow_null=True)


class CalledShown(serializers.Serializer[Any]):
    """Customers who told us before anything was published."""

    count = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    told_at = serializers.DateTimeField(allow_null=True)


class PunctualityShown(serializers.Serializer[Any]):
    """One incident, each of its words judged."""

    number = serializers.IntegerField(source="told.number")
    title = serializers.CharField(source="told.title")
    priority = serializers.CharField(source="told.priority")
    detected_at = serializers.DateTimeField(source="told.detected_at")
    classified_at = serializers.DateTimeField(source="told.classified_at", allow_null=True)
    first_min = serializers.IntegerField(
        allow_null=True, help_text="Minutes from the classification to the first word."
    )
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    late_min = serializers.IntegerField()
    called_first = CalledShown(source="told.called", allow_null=True)
    words = WordShown(source="lines", many=True)


class PersonShown(serializers.Serializer[Any]):
    """One person's words."""

    name = serializers.CharField()
    first = serializers.IntegerField()
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    late_min = serializers.IntegerField()


class WholeShown(serializers.Serializer[Any]):
    """A span."""

    incidents = serializers.IntegerField()
    told = serializers.IntegerField()
    first_median_min = serializers.FloatField(allow_null=True)
    on_time = serializers.IntegerField()
    late = serializers.IntegerField()
    late_min = serializers.IntegerField()
    on_time_percent = serializers.IntegerField(source="share", allow_null=True)
    called_first = serializers.IntegerField(
        help_text="Incidents of which a customer told us before we posted."
    )
    people = PersonShown(many=True)


class ReportShown(serializers.Serializer[Any]):
    """The span with its figures and its incidents, the newest first."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    whole = WholeShown()
    incidents = PunctualityShown(many=True)


class Report(APIView):
    """How punctual the status page was over a span."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="punctuality",
        parameters=[
            OpenApiParameter("starts", str, description="The first day, like 2026-03-01."),
            OpenApiParameter("ends", str, description="The last day. The last thirty days without both."),
        ],
        responses={200: ReportShown, **WRITES},
    )
    def get(self, request: Request) -> Response:
        """Incidents detected in the span of which the public heard, or a customer told us."""
        refuse_unknown(request.query_params, SPAN)
        given = {name: request.query_params.get(name, "") for name in SPAN}
        form = SpanForm(given, today=timezone.localdate())
        if not form.is_valid():
            raise serializers.ValidationError(form.errors.get_json_data())
        asked = asked_of(*form.span, signed_in(request).zone)
        judged = punctuality(asked.starts_at, asked.ends_at, at=timezone.now())
        shown = {
            "starts_at": asked.starts_at,
            "ends_at": asked.ends_at,
            "whole": whole(judged),
            "incidents": judged,
        }
        return Response(ReportShown(shown).data)


class OfIncident(APIView):
    """How punctual the status page was during one incident."""

    permission_classes = [Staff]

    @extend_schema(operation_id="incident_punctuality", responses={200: PunctualityShown, **WRITES})
    def get(self, request: Request, number: int) -> Response:
        """Each word, judged."""
        incident = Incident.objects.filter(number=number).first()
        if incident is None:
            raise Http404(f"There is no incident INC-{number}.")
        return Response(PunctualityShown(punctuality_of(incident, at=timezone.now())).data)


urlpatterns = [
    path("punctuality/", Report.as_view(), name="punctuality"),
    path("incidents/<int:number>/punctuality/", OfIncident.as_view(), name="incident-punctuality"),
]
