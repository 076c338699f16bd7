"""The status page in the API: its components, what was told of an incident, and publishing as further acts on it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import include, path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, Staff
from accounts.moments import Moment
from incidents.api.acting import Row, act_view
from incidents.api.inputs import Nothing
from incidents.models import Incident
from statuspage.boxes import api as boxes
from statuspage.managing import api as managing
from statuspage.models import Component, ComponentState, PublicIncident, StatusUpdate
from statuspage.operations import afterwards
from statuspage.operations import publishing as operations
from statuspage.operations.no_news import say_no_news
from statuspage.published.languages import NAMES as LANGUAGES
from statuspage.punctuality import api as punctuality
from statuspage.subscribing import api as subscribers
from statuspage.telling.publishing import CORRECTION

SEEN = "How many updates were there when you looked; if there are more now, it is refused with STALE_STAGE."


class ComponentShown(serializers.ModelSerializer[Component]):
    """A component as the public sees it."""

    id = serializers.CharField(source="public_id")

    class Meta:
        model = Component
        fields = ["id", "name", "state", "line", "changed_at"]


class Components(APIView):
    """The components of the status page, in their order."""

    permission_classes = [Staff]

    @extend_schema(operation_id="components_list", responses={200: ComponentShown(many=True)})
    def get(self, request: Request) -> Response:
        """All of them: there are few."""
        return Response(ComponentShown(Component.objects.all(), many=True).data)


class Publish(serializers.Serializer[Any]):
    """What the public is told."""

    title = serializers.CharField(max_length=160, allow_blank=True)
    text = serializers.CharField(max_length=4000, allow_blank=True)
    status = serializers.ChoiceField(choices=StatusUpdate.Status.choices)
    component_states = serializers.DictField(
        child=serializers.ChoiceField(choices=ComponentState.choices),
        required=False,
        default=dict,
        help_text="Id of a component → its state. What is not mentioned stays as it was.",
    )
    next_update_at = Moment(required=False, allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=[CORRECTION], required=False, allow_null=True, default=None)
    substance = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Of a correction: true sends it to all who had the all-clear, before it the first word; false "
        "changes only the page. Left out: sent when a component is in another state. "
        "That it is not over is sent in any case.",
    )
    affected_only = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="True: only the customers affected read of it, on pages of their own. What was told to everybody "
        "stays so; false widens it. Left out: as it was, at first everybody.",
    )
    seen = serializers.IntegerField(required=False, help_text=SEEN)


class AllClear(serializers.Serializer[Any]):
    """The words that say it is over."""

    text = serializers.CharField(max_length=4000, allow_blank=True)
    seen = serializers.IntegerField(required=False, help_text=SEEN)


class NoNews(serializers.Serializer[Any]):
    """Nothing new: the words and the next promise are made by the product."""

    seen = serializers.IntegerField(required=False, help_text=SEEN)


class Translate(serializers.Serializer[Any]):
    """What an update says in another language. Empty words take the translation away again."""

    update_id = serializers.IntegerField(help_text="Which update, as `told` lists them.")
    language = serializers.ChoiceField(choices=list(LANGUAGES.items()))
    title = serializers.CharField(
        max_length=160, allow_blank=True, allow_null=True, default=None, help_text="Left out: as it is."
    )
    text = serializers.CharField(max_length=4000, allow_blank=True)


class TranslateReport(serializers.Serializer[Any]):
    """What the published report says in another language. Empty words take the translation away again."""

    language = serializers.ChoiceField(choices=list(LANGUAGES.items()))
    text = serializers.CharField(max_length=20_000, allow_blank=True)


class UpdateTold(serializers.ModelSerializer[StatusUpdate]):
    """One thing told. `texts`: language → text, where it was translated; `components`: id → state."""

    texts = serializers.DictField(child=serializers.CharField())
    components = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = StatusUpdate
        fields = ["id", "kind", "status", "text", "texts", "components", "published_at", "next_update_at"]
        read_only_fields = fields


class PublicIncidentTold(serializers.ModelSerializer[PublicIncident]):
    """An incident as customers read it, with each update, oldest first."""

    titles = serializers.DictField(child=serializers.CharField())
    reports = serializers.DictField(child=serializers.CharField())
    updates = UpdateTold(many=True)

    class Meta:
        model = PublicIncident
        fields = [
            *("public_id", "episode", "title", "titles", "affected_only", "started_at", "resolved_at"),
            *("report", "reports", "reported_at", "updates"),
        ]
        read_only_fields = fields


class ToldOfIncident(APIView):
    """What customers were told of an incident."""

    permission_classes = [Staff]

    @extend_schema(operation_id="incidents_told", responses={200: PublicIncidentTold(many=True), **READS})
    def get(self, request: Request, number: int) -> Response:
        """One for each time that it was open; empty while nothing was told."""
        incident = get_object_or_404(Incident, number=number)
        updates = Prefetch("updates", StatusUpdate.objects.order_by("id"))
        rows = PublicIncident.objects.filter(incident=incident).order_by("episode").prefetch_related(updates)
        return Response(PublicIncidentTold(rows, many=True).data)


ACTS: Mapping[str, Row] = {
    "publish": Row(Publish, operations.publish, "Tell the public on the status page"),
    "no-news": Row(NoNews, say_no_news, "Say in public that there is no news yet"),
    "all-clear": Row(AllClear, operations.publish_all_clear, "Tell the public that it is over"),
    "translate": Row(Translate, afterwards.translate, "Say in another language what was told"),
    "translate-report": Row(
        TranslateReport, afterwards.translate_report, "Say in another language what the report says"
    ),
    "publish-report": Row(
        Nothing, afterwards.publish_report, "Put the approved report onto the incident's public page"
    ),
}
urlpatterns = [
    *subscribers.urlpatterns,
    *managing.urlpatterns,
    *boxes.urlpatterns,
    path("", include("statuspage.planning.api")),
    *punctuality.urlpatterns,
    path("incidents/<int:number>/told/", ToldOfIncident.as_view(), name="incident-told"),
    path("components/", Components.as_view(), name="components"),
    *(
        path(f"incidents/<int:number>/{name}/", act_view(name, row), name=f"incident-{name}")
        for name, row in ACTS.items()
    ),
]
