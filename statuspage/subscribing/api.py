"""Subscribers in the API: looked for, added, changed and taken off by programs of our own; and mail that came back."""

import hmac
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import signed
from accounts.api import READS, WRITES, Holders, caller
from accounts.models import Language
from statuspage.models import Component, StatusPage, Subscriber
from statuspage.subscribing import addresses, asking, bouncing, standing, tending
from statuspage.subscribing.asking import Wish


class Tenders(Holders):
    """Who looks after subscribers."""

    admits = tending.TENDERS


class SubscriberShown(serializers.ModelSerializer[Subscriber]):
    """A subscriber. `page` null: of the default page. `components` null: all of them, also later ones."""

    page = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)

    components = serializers.SerializerMethodField()

    class Meta:
        model = Subscriber
        fields = [
            "id", "page", "channel", "address", "contact", "components", "language", "zone", "state", "reason",
            "confirmed_at", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_components(self, row: Subscriber) -> list[str] | None:
        """Ids of components."""
        return None if row.all_components else [one.public_id for one in row.components.all()]


class Wanted(serializers.Serializer[Any]):
    """Who is to be asked whether it wants to be told. It is told nothing before it has confirmed."""

    page = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=StatusPage.objects.filter(kind=StatusPage.Kind.PUBLIC),
        required=False,
        allow_null=True,
        default=None,
        help_text="A public page; null: the default one. Whoever reads another one subscribes there herself.",
    )
    channel = serializers.ChoiceField(choices=Subscriber.Channel.choices, default=Subscriber.Channel.EMAIL)
    address = serializers.CharField(max_length=1000)
    contact = serializers.EmailField(required=False, allow_blank=True, default="")
    components = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        allow_null=True,
        default=None,
        help_text="Null: all of them.",
    )
    language = serializers.ChoiceField(choices=Language.choices, default=Language.ENGLISH)
    zone = serializers.CharField(default="UTC", max_length=60)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """An address as it is kept, and components that are there."""
        try:
            given["address"] = addresses.kept(given["channel"], given["address"])
            given["zone"] = addresses.zone(given["zone"])
        except ValidationError as wrong:
            raise serializers.ValidationError({"address": wrong.messages}) from None
        if given["page"] is not None and given["page"].is_default:
            given["page"] = None
        if given["channel"] in addresses.PROGRAMS and not given["contact"]:
            raise serializers.ValidationError({"contact": ["Write where it is confirmed."]})
        known = set(Component.objects.values_list("public_id", flat=True))
        if given["components"] is not None and (not given["components"] or set(given["components"]) - known):
            raise serializers.ValidationError({"components": ["Give ids of components, or null for all."]})
        return given


class Subscribers(generics.ListAPIView[Subscriber]):
    """Subscribers, the newest first."""

    permission_classes = [Tenders]
    serializer_class = SubscriberShown
    queryset = Subscriber.objects.none()

    def get_queryset(self) -> Any:
        """Those that were asked for."""
        asked = self.request.query_params
        return standing.found(asked.get("q", "")[:200], asked.get("state", ""))

    @extend_schema(
        operation_id="subscribers_list",
        parameters=[
            OpenApiParameter("q", str, description="Part of an address."),
            OpenApiParameter("state", str, enum=Subscriber.State.values),
        ],
        responses={200: SubscriberShown(many=True), **READS},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them."""
        return super().get(request, *args, **kwargs)

    @extend_schema(operation_id="subscribers_ask", request=Wanted, responses={201: SubscriberShown, **WRITES})
    def post(self, request: Request) -> Response:
        """Ask somebody, once a day at most; who is there already stays as she is."""
        given = Wanted(data=request.data)
        given.is_valid(raise_exception=True)
        caller(request)
        row = asking.ask(Wish(**given.validated_data), at=timezone.now())
        return Response(SubscriberShown(row).data, status=201)


class OneSubscriber(generics.GenericAPIView[Subscriber]):
    """One subscriber."""

    permission_classes = [Tenders]
    serializer_class = SubscriberShown
    queryset = Subscriber.objects.all()

    @extend_schema(operation_id="subscribers_read", responses={200: SubscriberShown, **READS})
    def get(self, request: Request, subscriber_id: int) -> Response:
        """How it stands."""
        return Response(SubscriberShown(get_object_or_404(Subscriber, pk=subscriber_id)).data)

    @extend_schema(operation_id="subscribers_take_off", responses={200: SubscriberShown, **READS})
    def delete(self, request: Request, subscriber_id: int) -> Response:
        """It hears no more. It is kept as unsubscribed, so that no list brings it back."""
        found = get_object_or_404(Subscriber, pk=subscriber_id)
        row = tending.take_off(subscriber_id=found.pk, actor=caller(request), at=timezone.now())
        return Response(SubscriberShown(row).data)


@signed
@csrf_exempt
@require_POST
def bounces(request: HttpRequest) -> HttpResponse:
    """A delivery report as the mail server hands it on, with the operator's token."""
    token = settings.BOUNCE_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        return HttpResponse("The token is not ours.\n", status=401, content_type="text/plain")
    ended = bouncing.take_report(request.body, at=timezone.now())
    return HttpResponse(f"{ended}\n", content_type="text/plain")


urlpatterns = [
    path("subscribers/", Subscribers.as_view(), name="subscribers"),
    path("subscribers/<int:subscriber_id>/", OneSubscriber.as_view(), name="subscriber"),
]
