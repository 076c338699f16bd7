"""Changes over the API: recorded by one line of a deploy script, listed, asked for before a moment, moved along."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api import READS, WRITES, Refusal, Staff, caller
from catalog.api.change_inputs import ACTS, ActInput, NewChange, Onset, Wanted
from catalog.change_guards import Kind
from catalog.changes import hours_between
from catalog.models import Change
from catalog.operations import changes as operations
from catalog.operations.change_requests import Content, draft_change, late_by, record_change
from catalog.queries.changes import Wish, listing, recent_changes


class ChangeShown(serializers.ModelSerializer[Change]):
    """One change. `number` is 12 for CHG-12."""

    number = serializers.IntegerField(source="pk", read_only=True)
    assets = serializers.SlugRelatedField[Any](slug_field="name", many=True, read_only=True)
    customers = serializers.SlugRelatedField[Any](slug_field="name", many=True, read_only=True)
    late = serializers.SerializerMethodField(
        help_text="Hours after which an emergency was recorded, if too late."
    )
    age_hours = serializers.SerializerMethodField(help_text="Hours before the onset that was asked about.")

    class Meta:
        model = Change
        fields = [
            "number", "reference", "what", "why", "kind", "source", "state", "risk", "impact", "rollback_plan",
            "sop_url", "function", "location", "starts_at", "ends_at", "assets", "unknown_assets", "customers",
            "requester_label", "external_id", "link", "recorded_at", "implemented_at", "backed_out_at",
            "reviewed_at", "outcome", "late", "age_hours",
        ]  # fmt: skip
        read_only_fields = fields

    def get_late(self, change: Change) -> float | None:
        """Too late by the rule for emergencies."""
        return late_by(change)

    def get_age_hours(self, change: Change) -> float | None:
        """Before the onset, to two decimals."""
        onset: datetime | None = self.context.get("onset")
        return hours_between(change.implemented_at, onset) if onset and change.implemented_at else None


class FoundShown(serializers.Serializer[Any]):
    """The changes before a moment; when there is none, the nearest older one."""

    onset = serializers.DateTimeField()
    hours = serializers.FloatField()
    count = serializers.IntegerField()
    more = serializers.BooleanField(help_text="There are more than are listed.")
    results = ChangeShown(many=True)
    nearest = ChangeShown(allow_null=True)


class Changes(ListAPIView[Change]):
    """All changes, the newest first."""

    permission_classes = [Staff]
    serializer_class = ChangeShown
    queryset = Change.objects.none()

    @extend_schema(
        operation_id="changes_list",
        parameters=[Wanted],
        responses={200: ChangeShown(many=True), 400: Refusal, **READS},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List changes."""
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> "QuerySet[Change]":
        wanted = Wanted(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        return listing(Wish(**wanted.validated_data))

    @extend_schema(
        operation_id="changes_record",
        request=NewChange,
        responses={
            200: ChangeShown,
            201: ChangeShown,
            **{code: to for code, to in WRITES.items() if code != 409},
        },
    )
    def post(self, request: Request) -> Response:
        """Record a change. Only `what` is needed: a standard change, made now. Our own normal ones become drafts.

        The same `external_id` again answers 200 with the change that is there, and changes nothing.
        """
        form, now = NewChange(data=request.data), timezone.now()
        form.is_valid(raise_exception=True)
        change, is_new = _write(form, actor=caller(request), at=now)
        shown = ChangeShown(_whole(change.pk))
        return Response(shown.data, status=201 if is_new else 200)


def _write(form: NewChange, **by: Any) -> tuple[Change, bool]:
    """A draft where somebody has to approve it; else a record."""
    content: Content = form.content()
    given = form.validated_data
    external_id = given.get("external_id") or None
    if content.kind == Kind.NORMAL and content.source == Change.Origin.US:
        return draft_change(content=content, external_id=external_id, **by)
    made, unknown = given.get("implemented_at"), form.unknown
    return record_change(
        content=content, implemented_at=made, external_id=external_id, unknown_assets=unknown, **by
    )


def _whole(number: int) -> Change:
    return Change.objects.prefetch_related("assets", "customers").get(pk=number)


class Recent(APIView):
    """What was changed before a moment."""

    permission_classes = [Staff]

    @extend_schema(
        operation_id="changes_recent", parameters=[Onset], responses={200: FoundShown, 400: Refusal, **READS}
    )
    def get(self, request: Request) -> Response:
        """The changes made in the hours before the onset, both ends included; what was never made is not among them."""
        form = Onset(data=request.query_params)
        form.is_valid(raise_exception=True)
        asked = form.asked(timezone.now())
        found = recent_changes(**asked)
        said = {
            "onset": asked["onset"],
            "hours": asked["hours"],
            "count": len(found.within),
            "more": found.more,
        }
        return Response(
            FoundShown(
                {**said, "results": found.within, "nearest": found.nearest}, context={"onset": asked["onset"]}
            ).data
        )


class OneChange(APIView):
    """One change."""

    permission_classes = [Staff]

    @extend_schema(operation_id="changes_get", responses={200: ChangeShown, **READS})
    def get(self, request: Request, number: int) -> Response:
        """Read one change."""
        return Response(ChangeShown(_whole(number)).data)


@dataclass(frozen=True)
class Row:
    """One act: what it takes, the operation, and words for the description."""

    takes: type[ActInput]
    operation: Callable[..., None]
    words: str


ROWS = {
    "submit": Row(ACTS["submit"], operations.submit, "Submit it for approval"),
    "approve": Row(ACTS["approve"], operations.approve, "Approve it, as one who is named"),
    "reject": Row(ACTS["reject"], operations.reject, "Reject it, as one who is named"),
    "withdraw": Row(ACTS["withdraw"], operations.withdraw, "Make it a draft again"),
    "schedule": Row(ACTS["schedule"], operations.schedule, "Fix its planned window"),
    "implement": Row(ACTS["implement"], operations.implement, "Say that it was made"),
    "back-out": Row(ACTS["back_out"], operations.back_out, "Say that it was backed out"),
    "review": Row(ACTS["review"], operations.review, "Say how it went"),
}


class ActOnChange(APIView):
    """Moves a change along; the answer is the change as it stands afterwards."""

    permission_classes = [Staff]
    row: Row

    def post(self, request: Request, number: int) -> Response:
        """Refusals are answered 409 with every code in `blocked_by`, somebody else's act 403, wrong input 400."""
        form, now = self.row.takes(data=request.data), timezone.now()
        form.is_valid(raise_exception=True)
        self.row.operation(change_id=number, actor=caller(request), at=now, **form.validated_data)
        return Response(ChangeShown(_whole(number)).data)


def act_view(name: str, row: Row) -> Callable[..., Any]:
    """The view of one act, described for the API's documentation."""

    def post(self: ActOnChange, request: Request, number: int) -> Response:
        return ActOnChange.post(self, request, number)

    described = extend_schema(
        operation_id=f"changes_{name.replace('-', '_')}",
        summary=row.words,
        description=f"{row.words}. {ActOnChange.post.__doc__}",
        request=row.takes,
        responses={200: ChangeShown, **WRITES},
    )(post)
    title = "".join(part.title() for part in name.split("-"))
    view: Any = type(f"Change{title}View", (ActOnChange,), {"row": row, "post": described})
    made: Callable[..., Any] = view.as_view()
    return made


urlpatterns = [
    path("changes/", Changes.as_view(), name="changes"),
    path("changes/recent/", Recent.as_view(), name="changes_recent"),
    path("changes/<int:number>/", OneChange.as_view(), name="change"),
    *(
        path(f"changes/<int:number>/{name}/", act_view(name, row), name=f"change_{name}")
        for name, row in ROWS.items()
    ),
]
