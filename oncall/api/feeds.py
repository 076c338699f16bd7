"""Calendars in the API: one's own secret addresses, made, listed and removed."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Staff, caller
from oncall.models import Feed, Schedule
from oncall.operations import feeds
from oncall.shown.feeds import address_of


class FeedShown(serializers.ModelSerializer[Feed]):
    """A calendar that has an address; without a schedule it holds one's own shifts. The address itself is not kept."""

    class Meta:
        model = Feed
        fields = ("id", "schedule", "hint", "made_at", "read_at")


class FeedAsked(serializers.Serializer[Any]):
    """Which calendar."""

    schedule = serializers.PrimaryKeyRelatedField(
        queryset=Schedule.objects.all(), allow_null=True, default=None, help_text="None: your own shifts."
    )


class FeedMade(serializers.Serializer[Any]):
    """The address, shown this once."""

    address = serializers.URLField()


class Feeds(APIView):
    """One's own calendars."""

    permission_classes = [Staff]

    @extend_schema(operation_id="oncall_feeds", responses={200: FeedShown(many=True), **READS})
    def get(self, request: Request) -> Response:
        """Those that have an address."""
        return Response(FeedShown(Feed.objects.filter(user=caller(request).user_id), many=True).data)

    @extend_schema(operation_id="oncall_feed_make", request=FeedAsked, responses={201: FeedMade, **WRITES})
    def post(self, request: Request) -> Response:
        """A new address; the one before opens nothing any more."""
        asked = FeedAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        schedule = asked.validated_data["schedule"]
        made = feeds.make_feed(
            schedule_id=schedule.pk if schedule else None, actor=caller(request), at=timezone.now()
        )
        return Response({"address": address_of(made)}, status=status.HTTP_201_CREATED)


class OneFeed(APIView):
    """One of them."""

    permission_classes = [Staff]

    @extend_schema(operation_id="oncall_feed_remove", request=None, responses={204: None, **WRITES})
    def delete(self, request: Request, feed_id: int) -> Response:
        """Its address opens nothing any more."""
        try:
            feeds.remove_feed(feed_id=feed_id, actor=caller(request))
        except Feed.DoesNotExist as gone:
            raise Http404("There is no such address of yours.") from gone
        return Response(status=status.HTTP_204_NO_CONTENT)
