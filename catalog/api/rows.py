"""Rows of the catalog over the API: listed, added, changed, put by external id, retired; one set of views for all."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Refusal, Staff, caller
from catalog.api.paging import Cursors
from catalog.api.parts import PARTS
from catalog.api.resources import RESOURCES, Resource
from catalog.models import Asset, Customer

Methods = dict[str, tuple[str, Any, Any]]
NAME = serializers.CharField(max_length=200)


class Rows(ListAPIView[Any]):
    """All rows of one sort, and a new one."""

    permission_classes = [Staff]
    pagination_class = Cursors
    resource: Resource

    def get_queryset(self) -> "QuerySet[Any]":
        """Those asked for."""
        wanted = self.resource.wanted(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        return self.resource.narrowed(self.resource.rows(), wanted.validated_data)  # type: ignore[no-any-return]

    def post(self, request: Request) -> Response:
        """Add one. What is the same as one that is there changes that one, where rows have no external id."""
        given, who = _given(self.resource, request), _who(request)
        if self.resource.put is not None:
            row, is_new = self.resource.put(given=given, **who)
            return _shown(self.resource, row.pk, 201 if is_new else 200)
        return _shown(self.resource, self.resource.add(given=given, **who).pk, 201)  # type: ignore[misc]  # the one or the other


class OneRow(APIView):
    """One row by our number."""

    permission_classes = [Staff]
    resource: Resource

    def get(self, request: Request, row_id: int) -> Response:
        """Read it."""
        return _shown(self.resource, row_id)

    def patch(self, request: Request, row_id: int) -> Response:
        """Change what is given; what is left out stays."""
        self.resource.model.objects.get(pk=row_id)
        self.resource.change(row_id, given=_given(self.resource, request, partial=True), **_who(request))
        return _shown(self.resource, row_id)

    def delete(self, request: Request, row_id: int) -> Response:
        """Take it out: customers leave, assets retire, what only ties others together goes."""
        self.resource.model.objects.get(pk=row_id)
        self.resource.remove(row_id, **_who(request))
        return Response(status=204)


class ByExternalId(APIView):
    """One row by the name another system gave it."""

    permission_classes = [Staff]
    resource: Resource

    def get(self, request: Request, external_id: str) -> Response:
        """Read it; the external id of a merged double finds the one that stayed."""
        row = _by_external_id(self.resource.model, NAME.run_validation(external_id))
        if row is None:
            raise self.resource.model.DoesNotExist
        return _shown(self.resource, row.pk)

    def put(self, request: Request, external_id: str) -> Response:
        """Add it, or change what is given of the one that is there: the same again changes nothing."""
        name, who = NAME.run_validation(external_id), _who(request)
        self.resource.permit(who["actor"])
        with transaction.atomic():
            row = _by_external_id(self.resource.model, name)
            given = _given(self.resource, request, partial=row is not None)
            if row is not None:
                given.pop("external_id", None)
                self.resource.change(row.pk, given=given, **who)
                return _shown(self.resource, row.pk)
            made = self.resource.add(given={**given, "external_id": name}, **who)  # type: ignore[misc]  # these have one
        return _shown(self.resource, made.pk, 201)


def _given(resource: Resource, request: Request, *, partial: bool = False) -> dict[str, Any]:
    """What was sent, checked; only what the sort of rows takes is looked at."""
    form = resource.takes(data=request.data, partial=partial)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _who(request: Request) -> dict[str, Any]:
    return {"actor": caller(request), "at": timezone.now()}


def _shown(resource: Resource, pk: int, status: int = 200) -> Response:
    return Response(resource.shows(resource.rows().get(pk=pk)).data, status=status)


def _by_external_id(model: type[Any], name: str) -> Any:
    """The row of that external id, else the one that a double of that id became."""
    row = model.objects.filter(external_id=name).first()
    if row is None and model in (Customer, Asset):
        row = model.objects.filter(aliases__contains=[name]).first()
    return row


def _described(view: type[APIView], resource: Resource, words: Methods) -> Any:
    """A view of its own for one sort of rows, each method named and typed for the API's description."""
    made: Any = type(f"{view.__name__}{resource.model.__name__}", (view,), {"resource": resource})
    if issubclass(view, ListAPIView):
        made.serializer_class, made.queryset = resource.shows, resource.model.objects.none()
    told = {
        method: extend_schema(
            operation_id=f"{resource.name}_{verb}",
            request=request,
            responses=answers,
            parameters=[resource.wanted] if verb == "list" else None,
        )
        for method, (verb, request, answers) in words.items()
    }
    return extend_schema_view(**told)(made).as_view()


def addresses(resource: Resource) -> list[URLPattern]:
    """The addresses of one sort of rows; with an external id where rows have one."""
    name, views = (
        resource.name,
        {view: _described(view, resource, methods) for view, methods in _told(resource)},
    )
    found = [
        path(resource.at, views[Rows], name=name),
        path(f"{resource.at}<int:row_id>/", views[OneRow], name=f"{name}-one"),
    ]
    if resource.put is None:
        at = f"{resource.at}by-external-id/<path:external_id>/"
        found.append(path(at, views[ByExternalId], name=f"{name}-by-external-id"))
    return found


def _told(resource: Resource) -> list[tuple[type[APIView], Methods]]:
    """What the description of the API says of each view: by method the name, what is taken, what is answered."""
    takes, shows = resource.takes, resource.shows
    read, one = {200: shows, **READS}, {200: shows, **WRITES}
    added = {201: shows, **one}
    listed = {200: shows(many=True), 400: Refusal, **READS}
    return [
        (Rows, {"get": ("list", None, listed), "post": ("add", takes, added)}),
        (
            OneRow,
            {
                "get": ("get", None, read),
                "patch": ("change", takes, one),
                "delete": ("remove", None, {204: None, **WRITES}),
            },
        ),
        (
            ByExternalId,
            {"get": ("get_by_external_id", None, {400: Refusal, **read}), "put": ("put", takes, added)},
        ),
    ]


urlpatterns = [pattern for resource in (*RESOURCES, *PARTS) for pattern in addresses(resource)]
