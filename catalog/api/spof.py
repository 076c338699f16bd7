"""Single points of failure in the API: the review, the findings, the analysis begun, judged, mitigated, signed off."""

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Staff, caller
from catalog.api.spof_shown import (
    FindingShown,
    GradesIn,
    MitigationIn,
    MitigationShown,
    ReviewShown,
    SeparatorShown,
    SignOffIn,
    WaysIn,
    review_of,
)
from catalog.forms.spof import RegisterForm
from catalog.models import Mitigation, SpofFinding
from catalog.operations.mitigations import Plan, change_mitigation, plan_mitigation
from catalog.operations.spof import start_analysis
from catalog.operations.spof_review import Judgement, judge_risk, sign_off
from catalog.queries import spof as queries
from catalog.queries.network import ways_between
from catalog.spof.risk import Factors

FILTERS = [OpenApiParameter(name, str) for name in ("q", "band", "kind", "care", "show", "page", "page_size")]


class Review(APIView):
    """Where the review stands; `POST` begins an analysis of everything in the background."""

    permission_classes = [Staff]

    @extend_schema(operation_id="spof_review", responses={200: ReviewShown, **READS})
    def get(self, request: Request) -> Response:
        """The latest analysis, the one that runs, when the next is due, what lacks impact or likelihood."""
        return Response(ReviewShown(review_of(timezone.now())).data)

    @extend_schema(operation_id="spof_start", request=None, responses={201: ReviewShown, **WRITES})
    def post(self, request: Request) -> Response:
        """Begin; refused with SPOF_RUNNING while one runs."""
        start_analysis(actor=caller(request), at=timezone.now())
        return Response(ReviewShown(review_of(timezone.now())).data, status=201)


class SignOff(APIView):
    """Signs the latest analysis off."""

    permission_classes = [Staff]

    @extend_schema(operation_id="spof_sign_off", request=SignOffIn, responses={200: ReviewShown, **WRITES})
    def post(self, request: Request) -> Response:
        """By an operations manager; refused with SPOF_INCOMPLETE while an asset lacks impact or likelihood."""
        form = SignOffIn(data=request.data)
        form.is_valid(raise_exception=True)
        sign_off(**form.validated_data, actor=caller(request), at=timezone.now())
        return Response(ReviewShown(review_of(timezone.now())).data)


class Findings(GenericAPIView[SpofFinding]):
    """The register of the latest finished analysis, worst first, with the filters of the page."""

    permission_classes = [Staff]
    queryset = SpofFinding.objects.none()
    serializer_class = FindingShown

    @extend_schema(
        operation_id="spof_findings", parameters=FILTERS, responses={200: FindingShown(many=True), **READS}
    )
    def get(self, request: Request) -> Response:
        """A page of them; none before the first analysis."""
        latest, today = queries.latest_finished(), timezone.now().date()
        wanted = RegisterForm(request.query_params).wanted()
        rows = queries.register(latest, wanted, today=today) if latest else SpofFinding.objects.none()
        return self.get_paginated_response(FindingShown(self.paginate_queryset(rows), many=True).data)


class Finding(APIView):
    """One finding; `POST` keeps the grades of its asset."""

    permission_classes = [Staff]

    @extend_schema(operation_id="spof_finding", responses={200: FindingShown, **READS})
    def get(self, request: Request, finding_id: int) -> Response:
        """What its loss costs."""
        return Response(FindingShown(_graded(finding_id)).data)

    @extend_schema(operation_id="spof_judge", request=GradesIn, responses={200: FindingShown, **WRITES})
    def post(self, request: Request, finding_id: int) -> Response:
        """How likely it fails, by which factors; an impact by hand overrides the computed one."""
        form, row = GradesIn(data=request.data), SpofFinding.objects.exclude(asset=None).get(pk=finding_id)
        form.is_valid(raise_exception=True)
        said = dict(form.validated_data)
        own = {name: said.pop(name) for name in ("likelihood", "impact", "note") if name in said}
        judgement = Judgement(factors=Factors(**said), **own)
        judge_risk(asset_id=row.asset_id or 0, judgement=judgement, actor=caller(request), at=timezone.now())
        return Response(FindingShown(_graded(finding_id)).data)


class Mitigations(APIView):
    """What is done about one finding."""

    permission_classes = [Staff]

    @extend_schema(operation_id="spof_mitigations", responses={200: MitigationShown(many=True), **READS})
    def get(self, request: Request, finding_id: int) -> Response:
        """All of its asset, those that were dropped last."""
        row = SpofFinding.objects.get(pk=finding_id)
        found = queries.mitigations_of([row.asset_id]).get(row.asset_id, []) if row.asset_id else []
        return Response(MitigationShown(found, many=True).data)

    @extend_schema(
        operation_id="spof_mitigate", request=MitigationIn, responses={201: MitigationShown, **WRITES}
    )
    def post(self, request: Request, finding_id: int) -> Response:
        """Plan one; accepting the risk ends after a year at most, else SPOF_EXPIRY."""
        form = MitigationIn(data=request.data)
        form.is_valid(raise_exception=True)
        plan = Plan(**form.validated_data)
        one = plan_mitigation(finding_id=finding_id, plan=plan, actor=caller(request), at=timezone.now())
        return Response(MitigationShown(one).data, status=201)


class OneMitigation(APIView):
    """One mitigation."""

    permission_classes = [Staff]

    @extend_schema(operation_id="spof_mitigation", responses={200: MitigationShown, **READS})
    def get(self, request: Request, mitigation_id: int) -> Response:
        """As it stands."""
        return Response(
            MitigationShown(Mitigation.objects.select_related("owner").get(pk=mitigation_id)).data
        )

    @extend_schema(
        operation_id="spof_change_mitigation",
        request=MitigationIn,
        responses={200: MitigationShown, **WRITES},
    )
    def put(self, request: Request, mitigation_id: int) -> Response:
        """Change it as a whole; its owner may, too."""
        form = MitigationIn(data=request.data)
        form.is_valid(raise_exception=True)
        plan = Plan(**form.validated_data)
        one = change_mitigation(
            mitigation_id=mitigation_id, plan=plan, actor=caller(request), at=timezone.now()
        )
        return Response(MitigationShown(one).data)


class Network(APIView):
    """The catalog as a network."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="spof_network", parameters=[WaysIn], responses={200: SeparatorShown(many=True), **READS}
    )
    def get(self, request: Request) -> Response:
        """The assets that separate a customer from one asset, or from any that it reaches."""
        form = WaysIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        ways = ways_between(**form.validated_data, at=timezone.now())
        return Response(SeparatorShown(ways.separators, many=True).data)


def _graded(finding_id: int) -> Any:
    row = SpofFinding.objects.select_related("analysis").get(pk=finding_id)
    return queries.graded(row.analysis).get(pk=finding_id)


AT = "spof/"
urlpatterns = [
    path(AT, Review.as_view(), name="spof"),
    path(f"{AT}sign-off/", SignOff.as_view(), name="spof-sign-off"),
    path(f"{AT}findings/", Findings.as_view(), name="spof-findings"),
    path(f"{AT}findings/<int:finding_id>/", Finding.as_view(), name="spof-finding"),
    path(f"{AT}findings/<int:finding_id>/mitigations/", Mitigations.as_view(), name="spof-mitigations"),
    path(f"{AT}mitigations/<int:mitigation_id>/", OneMitigation.as_view(), name="spof-mitigation"),
    path(f"{AT}network/", Network.as_view(), name="spof-network"),
]
