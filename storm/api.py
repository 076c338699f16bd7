"""The API's addresses, room by room, its description, and its own answer to an address that is not there."""

from django.http import Http404
from django.urls import include, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import Insiders, WhoAmI


class Schema(SpectacularAPIView):
    """The description of this API (OpenAPI)."""

    permission_classes = [Insiders]


class Docs(SpectacularSwaggerSplitView):
    """The description for people. Its script is asked for separately, so nothing runs inline."""

    permission_classes = [Insiders]
    url_name = "api:schema"


class Nowhere(APIView):
    """An address that is not there is answered in the API's own shape."""

    permission_classes = [AllowAny]

    @extend_schema(exclude=True)
    def get(self, request: Request, rest: str = "") -> Response:
        """404 for every method."""
        raise Http404

    post = put = patch = delete = get


app_name = "api"
urlpatterns = [
    path("me/", WhoAmI.as_view(), name="me"),
    path("", include("incidents.api.urls")),
    path("", include("catalog.api.urls")),
    path("", include("alerts.api")),
    path("", include("oncall.api")),
    path("", include("statuspage.api")),
    path("", include("kb.api")),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    re_path(r"^(?P<rest>.*)$", Nowhere.as_view(), name="nowhere"),
]
