"""The management API of status pages: pages, components, groups, links. Who may is asked by the operations."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Staff, caller
from statuspage.managing.keeping import keep
from statuspage.managing.shown import ComponentKept, GroupKept, KeyMade, KeyShown, KeyWanted, PageKept
from statuspage.models import Component, ComponentGroup, PageKey, StatusPage
from statuspage.operations import keys, managing
from statuspage.published.whereabouts import address_of


class Rows(APIView):
    """All rows of a kind, and new ones."""

    permission_classes = [Staff]
    shape: Any
    rows: "QuerySet[Any]"

    def get(self, request: Request) -> Response:
        """All of them, in their order: there are few."""
        return Response(self.shape(self.rows.all(), many=True).data)

    def post(self, request: Request) -> Response:
        """Make one; it is published at once."""
        return Response(keep(self.shape, request).data, status=201)


class One(APIView):
    """One row: read, changed in part, removed."""

    permission_classes = [Staff]
    shape: Any
    rows: "QuerySet[Any]"
    by = "public_id"

    def get(self, request: Request, key: str) -> Response:
        """As it is kept."""
        return Response(self.shape(self._row(key)).data)

    def patch(self, request: Request, key: str) -> Response:
        """Change what is given; it is published at once."""
        return Response(keep(self.shape, request, self._row(key)).data)

    def delete(self, request: Request, key: str) -> Response:
        """Take it off the page, with its history."""
        managing.remove(row=self._row(key), actor=caller(request), at=timezone.now())
        return Response(status=204)

    def _row(self, key: str) -> Any:
        return get_object_or_404(self.rows.all(), **{self.by: key})


def _many(shape: Any, name: str) -> Any:
    return extend_schema_view(
        get=extend_schema(operation_id=f"{name}s_kept", responses={200: shape(many=True), **READS}),
        post=extend_schema(operation_id=f"{name}_make", request=shape, responses={201: shape, **WRITES}),
    )


def _one(shape: Any, name: str) -> Any:
    return extend_schema_view(
        get=extend_schema(operation_id=f"{name}_kept", responses={200: shape, **READS}),
        patch=extend_schema(operation_id=f"{name}_change", request=shape, responses={200: shape, **WRITES}),
        delete=extend_schema(operation_id=f"{name}_remove", responses={204: None, **WRITES}),
    )


@_many(PageKept, "status_page")
class Pages(Rows):
    """The status pages."""

    shape, rows = PageKept, StatusPage.objects.prefetch_related("components")


@_one(PageKept, "status_page")
class Page(One):
    """One status page."""

    shape, rows, by = PageKept, StatusPage.objects.all(), "slug"


@_many(ComponentKept, "status_component")
class Parts(Rows):
    """The components, with the assets they stand for."""

    shape, rows = ComponentKept, Component.objects.select_related("group").prefetch_related("assets")


@_one(ComponentKept, "status_component")
class Part(One):
    """One component."""

    shape, rows = ComponentKept, Component.objects.all()


@_many(GroupKept, "component_group")
class Groups(Rows):
    """The groups of components."""

    shape, rows = GroupKept, ComponentGroup.objects.all()


@_one(GroupKept, "component_group")
class Group(One):
    """One group."""

    shape, rows = GroupKept, ComponentGroup.objects.all()


class Keys(APIView):
    """The links to a private page."""

    permission_classes = [Staff]

    @extend_schema(operation_id="page_links_list", responses={200: KeyShown(many=True), **READS})
    def get(self, request: Request, slug: str) -> Response:
        """All that were made, newest first."""
        return Response(KeyShown(get_object_or_404(StatusPage, slug=slug).keys.all(), many=True).data)

    @extend_schema(operation_id="page_link_make", request=KeyWanted, responses={201: KeyMade, **WRITES})
    def post(self, request: Request, slug: str) -> Response:
        """A new one; its address is told this once."""
        page = get_object_or_404(StatusPage, slug=slug)
        wanted = KeyWanted(data=request.data)
        wanted.is_valid(raise_exception=True)
        secret = keys.make_key(page=page, actor=caller(request), at=timezone.now(), **wanted.validated_data)
        return Response({"address": f"{address_of(page)}/?key={secret}"}, status=201)


class Key(APIView):
    """One link."""

    permission_classes = [Staff]

    @extend_schema(operation_id="page_link_revoke", responses={204: None, **WRITES})
    def delete(self, request: Request, slug: str, number: int) -> Response:
        """It opens nothing any more, also where it was used before."""
        key = get_object_or_404(PageKey, page__slug=slug, pk=number)
        keys.revoke_key(key_id=key.pk, actor=caller(request), at=timezone.now())
        return Response(status=204)


urlpatterns = [
    path("status-pages/", Pages.as_view(), name="status-pages"),
    path("status-pages/<slug:key>/", Page.as_view(), name="status-page"),
    path("status-pages/<slug:slug>/links/", Keys.as_view(), name="status-page-links"),
    path("status-pages/<slug:slug>/links/<int:number>/", Key.as_view(), name="status-page-link"),
    path("status-components/", Parts.as_view(), name="status-components"),
    path("status-components/<str:key>/", Part.as_view(), name="status-component"),
    path("component-groups/", Groups.as_view(), name="component-groups"),
    path("component-groups/<str:key>/", Group.as_view(), name="component-group"),
]
