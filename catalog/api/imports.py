"""Files over the API: brought in, looked at row by row, let in, taken back; and every table taken out as CSV."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Refusal, Staff, caller
from catalog.api.paging import Cursors
from catalog.exports import TABLES, csv_lines
from catalog.models import CatalogImport, ImportLine
from catalog.operations import imports as operations

AT = "catalog/imports/"


class FileIn(serializers.Serializer[Any]):
    """A file as a form sends it (`file`), or its text (`content`) with a name."""

    file = serializers.FileField(required=False, allow_empty_file=True)
    name = serializers.CharField(max_length=200, required=False)
    content = serializers.CharField(required=False, trim_whitespace=False, allow_blank=True)
    kind = serializers.ChoiceField(
        CatalogImport.Kind.choices, required=False, help_text="Left out: seen by its headings."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if ("file" in attrs) == ("content" in attrs):
            raise serializers.ValidationError(
                {"file": ["Send a file, or its text as content; one of the two."]}
            )
        return attrs

    def given(self) -> dict[str, Any]:
        """What the operation takes."""
        found = self.validated_data
        file = found.get("file")
        content = file.read() if file is not None else found["content"].encode("utf-8", "replace")
        name = found.get("name") or (file.name if file is not None else "") or "file"
        return {"name": name, "content": content, "kind": found.get("kind", "")}


class ImportShown(serializers.ModelSerializer[CatalogImport]):
    """One file and where it stands; `counts` says how many rows did, or would do, what."""

    counts = serializers.SerializerMethodField()

    class Meta:
        model = CatalogImport
        fields = [
            "id", "name", "kind", "state", "why_not", "ignored", "done", "total", "counts", "created_at",
            "applied_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_counts(self, row: CatalogImport) -> dict[str, int]:
        """By what they did."""
        found = row.lines.exclude(action="").order_by().values_list("action").annotate(n=Count("id"))
        return dict(found)


class ImportLineShown(serializers.ModelSerializer[ImportLine]):
    """One row of a file: what it did or would do, and why not."""

    class Meta:
        model = ImportLine
        fields = ["number", "about", "action", "sentence"]
        read_only_fields = fields


class LinesWanted(serializers.Serializer[Any]):
    """What a reader of a report may ask for."""

    action = serializers.ChoiceField(ImportLine.Action.choices, required=False)


class Imports(APIView):
    """Files brought in."""

    permission_classes = [Staff]
    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(operation_id="imports_start", request=FileIn, responses={201: ImportShown, **WRITES})
    def post(self, request: Request) -> Response:
        """Bring a file in: it is kept and looked at, and nothing is written. Ask again until it is `looked`."""
        form = FileIn(data=request.data)
        form.is_valid(raise_exception=True)
        row = operations.start_import(**form.given(), actor=caller(request), at=timezone.now())
        return _shown(row.pk, 201)


class OneImport(APIView):
    """One file."""

    permission_classes = [Staff]

    @extend_schema(operation_id="imports_get", responses={200: ImportShown, **READS})
    def get(self, request: Request, row_id: int) -> Response:
        """Where it stands."""
        return _shown(row_id)


class Lines(ListAPIView[ImportLine]):
    """The report of one file, a line for each row."""

    permission_classes = [Staff]
    pagination_class = Cursors
    serializer_class = ImportLineShown
    queryset = ImportLine.objects.none()

    @extend_schema(
        operation_id="imports_lines",
        parameters=[LinesWanted],
        responses={200: ImportLineShown(many=True), 400: Refusal, **READS},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What each row did or would do."""
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> "QuerySet[ImportLine]":
        """Those looked at, in the order of the file."""
        wanted = LinesWanted(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        row = CatalogImport.objects.defer("content").get(pk=self.kwargs["row_id"])
        return row.lines.exclude(action="").filter(**wanted.validated_data)


class Apply(APIView):
    """Let a file in."""

    permission_classes = [Staff]

    @extend_schema(operation_id="imports_apply", request=None, responses={200: ImportShown, **WRITES})
    def post(self, request: Request, row_id: int) -> Response:
        """Write what was looked at; refused rows stay out."""
        operations.apply_import(import_id=row_id, actor=caller(request), at=timezone.now())
        return _shown(row_id)


class Undo(APIView):
    """Take a file back."""

    permission_classes = [Staff]

    @extend_schema(operation_id="imports_undo", request=None, responses={200: ImportShown, **WRITES})
    def post(self, request: Request, row_id: int) -> Response:
        """What it added goes, what it changed becomes what it was; what somebody touched since stays and says so."""
        operations.undo_import(import_id=row_id, actor=caller(request), at=timezone.now())
        return _shown(row_id)


class Export(APIView):
    """One table."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="catalog_export",
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "The table."), **READS},
    )
    def get(self, request: Request, table: str) -> HttpResponseBase:
        """A table as CSV that can be brought in again: customers, assets, links, dependencies, partners, groups …"""
        if table not in TABLES:
            raise Http404(f"There is no such table. There are {', '.join(TABLES)}.")
        return StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")


def _shown(pk: int, status: int = 200) -> Response:
    row = CatalogImport.objects.defer("content").get(pk=pk)
    return Response(ImportShown(row).data, status=status)


urlpatterns = [
    path(AT, Imports.as_view(), name="imports"),
    path(f"{AT}<int:row_id>/", OneImport.as_view(), name="import"),
    path(f"{AT}<int:row_id>/lines/", Lines.as_view(), name="import_lines"),
    path(f"{AT}<int:row_id>/apply/", Apply.as_view(), name="import_apply"),
    path(f"{AT}<int:row_id>/undo/", Undo.as_view(), name="import_undo"),
    path("catalog/export/<slug:table>/", Export.as_view(), name="export"),
]
