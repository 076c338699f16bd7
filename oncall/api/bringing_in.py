"""A foreign calendar over the API: looked at first, let in as a layer when it is said whom its names mean."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Holders, UserSketch, caller, person
from accounts.roles import Role
from oncall.calendars.reading import MOST_BYTES
from oncall.models import CalendarDraft, Schedule
from oncall.operations import bringing_in
from oncall.shown.drafts import DraftPage, draft_page


class Managers(Holders):
    """Whoever draws schedules."""

    admits = frozenset({Role.OPS_MANAGER.value})


class CalendarFileIn(serializers.Serializer[Any]):
    """A calendar file as a form sends it (`file`), or its text (`content`); and how the layer shall be called."""

    name = serializers.CharField(max_length=80, help_text="A layer of this name from a calendar is replaced.")
    file = serializers.FileField(required=False, allow_empty_file=True)
    content = serializers.CharField(required=False, trim_whitespace=False, max_length=MOST_BYTES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if ("file" in attrs) == ("content" in attrs):
            raise serializers.ValidationError(
                {"file": ["Send a file, or its text as content; one of the two."]}
            )
        return attrs

    def given(self) -> dict[str, Any]:
        """What the operation takes; a file that is too large is read no further than shows it."""
        found, file = self.validated_data, self.validated_data.get("file")
        content = (
            file.read(MOST_BYTES + 1) if file is not None else found["content"].encode("utf-8", "replace")
        )
        file_name = file.name if file is not None else "over the API"
        return {"layer_name": found["name"], "file_name": file_name, "content": content}


class NameShown(serializers.Serializer[Any]):
    """A name of the file, and whom it probably means."""

    name = serializers.CharField()
    shifts = serializers.IntegerField()
    hours = serializers.FloatField()
    guess = UserSketch(allow_null=True)


class DraftShown(serializers.Serializer[Any]):
    """What would be let in; `refused` are pairs: an event that stays out, and why."""

    id = serializers.IntegerField(source="page.draft.id")
    schedule = serializers.IntegerField(source="page.draft.schedule_id")
    layer = serializers.CharField(source="page.draft.layer_name")
    replaces = serializers.BooleanField(source="page.replaces")
    names = NameShown(many=True)
    shifts = serializers.IntegerField(source="page.total")
    refused = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), source="page.draft.refused"
    )
    until = serializers.DateTimeField(source="page.draft.until")


class PeopleMeant(serializers.Serializer[Any]):
    """By name of the file a user name, or null for nobody. A name that is left out means whom it probably means."""

    people = serializers.DictField(child=person(allow_null=True, max_length=200), required=False)


class LetIn(serializers.Serializer[Any]):
    """The layer that it became."""

    layer = serializers.IntegerField()
    name = serializers.CharField()
    shifts = serializers.IntegerField()


class CalendarsIn(APIView):
    """Calendars from elsewhere for one schedule."""

    permission_classes = [Managers]
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        operation_id="oncall_calendar_look_at", request=CalendarFileIn, responses={201: DraftShown, **WRITES}
    )
    def post(self, request: Request, schedule_id: int) -> Response:
        """Look at a file: it is kept for a day, and nobody is on call by it."""
        found = get_object_or_404(Schedule, pk=schedule_id)
        form = CalendarFileIn(data=request.data)
        form.is_valid(raise_exception=True)
        draft = bringing_in.look_at(
            schedule_id=found.pk, actor=caller(request), at=timezone.now(), **form.given()
        )
        return Response(_shown(draft_page(draft)), status=status.HTTP_201_CREATED)


class OneDraft(APIView):
    """One calendar that was looked at."""

    permission_classes = [Managers]

    @extend_schema(operation_id="oncall_calendar_draft", responses={200: DraftShown, **READS})
    def get(self, request: Request, draft_id: int) -> Response:
        """Its names and what stays out."""
        return Response(_shown(draft_page(_draft(draft_id))))

    @extend_schema(
        operation_id="oncall_calendar_let_in", request=PeopleMeant, responses={201: LetIn, **WRITES}
    )
    def post(self, request: Request, draft_id: int) -> Response:
        """Let it in as a layer: from now on its people are on call by it."""
        form = PeopleMeant(data=request.data)
        form.is_valid(raise_exception=True)
        page = draft_page(_draft(draft_id))
        given = form.validated_data.get("people", {})
        if unknown := sorted(set(given) - {line.name for line in page.names}):
            raise serializers.ValidationError({"people": [f"No event names “{name}”." for name in unknown]})
        people = {line.name: line.guess for line in page.names}
        people |= {name: user.pk if user else None for name, user in given.items()}
        layer = bringing_in.let_in(draft_id=draft_id, people=people, actor=caller(request), at=timezone.now())
        told = {"layer": layer.pk, "name": layer.name, "shifts": layer.shifts.count()}
        return Response(LetIn(told).data, status=status.HTTP_201_CREATED)


def _draft(draft_id: int) -> CalendarDraft:
    return get_object_or_404(CalendarDraft.objects.select_related("schedule"), pk=draft_id)


def _shown(page: DraftPage) -> dict[str, Any]:
    known = {user.pk: user for user in page.people}
    names = [
        {"name": line.name, "shifts": line.shifts, "hours": line.hours, "guess": known.get(line.guess or 0)}
        for line in page.names
    ]
    return dict(DraftShown({"page": page, "names": names}).data)
