"""What if this broke: a classification through the API, without an incident. Nothing is written."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import Refusal, Staff
from accounts.moments import Moment
from incidents.api.inputs import Judging
from incidents.operations.classify import Judgement
from incidents.queries.judging import judge, kept


class Question(Judging):
    """What is wrong, and when; left out: now."""

    at = Moment(required=False, allow_null=True, default=None)


class Proposed(serializers.Serializer[Any]):
    """The proposal in one sentence, the grades, and every number behind them."""

    sentence = serializers.CharField()
    computed = serializers.BooleanField(help_text="False where the mapping cannot say who is hurt.")
    priority = serializers.CharField()
    proposed = serializers.DictField()
    impact = serializers.DictField()
    urgency = serializers.DictField()
    affected = serializers.IntegerField()
    active = serializers.IntegerField()
    customers = serializers.ListField(child=serializers.DictField())
    numbers = serializers.IntegerField(help_text="The version of the numbers it was computed with.")
    at = serializers.DateTimeField()


class WhatIf(APIView):
    """Asks; no incident is needed and none is made."""

    permission_classes = [Staff]

    @extend_schema(request=Question, responses={200: Proposed, 400: Refusal}, operation_id="what_if")
    def post(self, request: Request) -> Response:
        """Who would suffer, how badly, and which priority it would be."""
        form = Question(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        at = given.pop("at") or timezone.now()
        judgement = Judgement(**given)
        return Response(kept(judge(judgement.supposed(at=at), at=at)))
