"""Hunt groups in the API: who would be called next, who is what now; a member pauses and returns."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import WRITES, Refusal, Staff, caller
from oncall.models import HuntGroup, HuntMember
from oncall.operations.grouping import pause_member
from oncall.shown.groups import RELATED, group_page, group_pages


class MemberShown(serializers.Serializer[Any]):
    """A member; `turn` is the place in the next call, 0 when she would be skipped."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.CharField()
    turn = serializers.IntegerField()
    paused = serializers.BooleanField()
    missed = serializers.IntegerField()
    last_at = serializers.DateTimeField(allow_null=True)


class GroupShown(serializers.Serializer[Any]):
    """A hunt group as it stands now."""

    id = serializers.IntegerField(source="group.id")
    name = serializers.CharField(source="group.name")
    policy = serializers.CharField(source="group.policy")
    words = serializers.CharField()
    following = serializers.ListField(child=serializers.CharField())
    overflow = serializers.CharField(allow_blank=True)
    members = serializers.ListField(child=MemberShown())


class PauseAsked(serializers.Serializer[Any]):
    """Whether calls of this group shall stay away."""

    paused = serializers.BooleanField()


class Groups(APIView):
    """The hunt groups."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="oncall_groups", responses={200: GroupShown(many=True), 401: Refusal, 403: Refusal}
    )
    def get(self, request: Request) -> Response:
        """All groups: there are few."""
        return Response(GroupShown(group_pages(caller(request), at=timezone.now()), many=True).data)


class OneGroup(APIView):
    """One hunt group."""

    permission_classes = [Staff]

    @extend_schema(operation_id="oncall_group", responses={200: GroupShown, 401: Refusal, 404: Refusal})
    def get(self, request: Request, group_id: int) -> Response:
        """Its members, and whom the next call tries."""
        found = get_object_or_404(HuntGroup.objects.select_related(*RELATED), pk=group_id)
        return Response(GroupShown(group_page(found, caller(request), at=timezone.now())).data)


class Pause(APIView):
    """Pause a member, or bring her back: for oneself, or by an operations manager."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="oncall_group_pause", request=PauseAsked, responses={200: GroupShown, **WRITES}
    )
    def post(self, request: Request, member_id: int) -> Response:
        """The group as it stands afterwards."""
        given = PauseAsked(data=request.data)
        given.is_valid(raise_exception=True)
        row, now, actor = get_object_or_404(HuntMember, pk=member_id), timezone.now(), caller(request)
        pause_member(member_id=row.pk, paused=given.validated_data["paused"], actor=actor, at=now)
        found = HuntGroup.objects.select_related(*RELATED).get(pk=row.group_id)
        return Response(GroupShown(group_page(found, actor, at=now, calls=False)).data)
