"""The keys of boxes in the API: issued, listed with what to put into one's own product, revoked."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Holders, Named, caller
from catalog.models import Customer
from statuspage.boxes import issuing
from statuspage.boxes.snippet import snippet_of
from statuspage.models import BoxKey


class Issuers(Holders):
    """Who issues keys."""

    admits = issuing.ISSUERS


class BoxKeyShown(serializers.ModelSerializer[BoxKey]):
    """A key of one customer's box. `snippet` is empty once it is revoked."""

    customer = Named(Customer.objects.all())
    snippet = serializers.SerializerMethodField(help_text="The script tag for one's own product.")

    class Meta:
        model = BoxKey
        fields = ["id", "customer", "issued_at", "issued_by", "revoked_at", "snippet"]
        read_only_fields = fields

    def get_snippet(self, row: BoxKey) -> str:
        """What opens the box."""
        return "" if row.revoked_at else snippet_of(row)


class BoxKeyWanted(serializers.Serializer[Any]):
    """For whom."""

    customer = Named(Customer.objects.exclude(status=Customer.Status.EXITED))


class BoxKeys(ListAPIView[BoxKey]):
    """The keys of boxes, the newest first."""

    permission_classes = [Issuers]
    serializer_class = BoxKeyShown
    queryset = BoxKey.objects.select_related("customer")

    @extend_schema(operation_id="box_keys_list", responses={200: BoxKeyShown(many=True), **READS})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of them."""
        return super().get(request, *args, **kwargs)

    @extend_schema(operation_id="box_key_issue", request=BoxKeyWanted, responses={201: BoxKeyShown, **WRITES})
    def post(self, request: Request) -> Response:
        """Issue one; a customer may have several."""
        wanted = BoxKeyWanted(data=request.data)
        wanted.is_valid(raise_exception=True)
        customer = wanted.validated_data["customer"]
        key = issuing.issue_key(customer=customer, actor=caller(request), at=timezone.now())
        return Response(BoxKeyShown(key).data, status=201)


class OneBoxKey(APIView):
    """One key."""

    permission_classes = [Issuers]

    @extend_schema(operation_id="box_key_revoke", responses={200: BoxKeyShown, **WRITES})
    def delete(self, request: Request, key_id: int) -> Response:
        """From now on its boxes stay empty."""
        get_object_or_404(BoxKey, pk=key_id)
        key = issuing.revoke_box(key_id=key_id, actor=caller(request), at=timezone.now())
        return Response(BoxKeyShown(key).data)


urlpatterns = [
    path("box-keys/", BoxKeys.as_view(), name="box-keys"),
    path("box-keys/<int:key_id>/", OneBoxKey.as_view(), name="box-key"),
]
