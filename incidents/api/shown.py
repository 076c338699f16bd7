"""How incidents look in the API. Nothing here is ever written to: the stage moves by operations alone."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from accounts.api import UserSketch
from incidents.models import Incident, IncidentAsset, IncidentCustomer, LetDownEntry, StepRun, Task
from incidents.queries.clocks import questions_of
from incidents.queries.standing import facts_of, strictness
from incidents.sentences import sentences

TIMES = [
    "occurred_at",
    "detected_at",
    "first_recorded_at",
    "impact_known_at",
    "extent_known_at",
    "customers_informed_at",
    "handling_started_at",
    "workaround_at",
    "service_restored_at",
    "resolved_at",
    "resolution_informed_at",
    "causes_informed_at",
    "record_completed_at",
    "closed_at",
]


class IncidentRow(serializers.ModelSerializer[Incident]):
    """An incident in a list. `changed` is what an action takes as `seen`."""

    im = UserSketch(read_only=True, allow_null=True)
    helpdesk_owner = UserSketch(read_only=True, allow_null=True)
    reference = serializers.CharField(read_only=True, help_text="As people say it: INC-12.")
    is_open = serializers.BooleanField(read_only=True)

    class Meta:
        model = Incident
        fields = [
            "number",
            "reference",
            "title",
            "stage",
            "is_open",
            "priority",
            "provisional",
            "changed",
            "helpdesk_owner",
            "im",
            "im_accepted_at",
            "detected_at",
            "service_restored_at",
            "closed_at",
            "stage_entered_at",
        ]
        read_only_fields = fields


class Blocker(serializers.Serializer[Any]):
    """One thing that holds the incident in its stage."""

    code = serializers.CharField()
    sentence = serializers.CharField()


class Answered(serializers.Serializer[Any]):
    """One “How soon?” question. `state` says why there is no number: pending, unknown, not_needed, suppressed."""

    code = serializers.CharField()
    question = serializers.CharField(source="words")
    minutes = serializers.FloatField(allow_null=True)
    state = serializers.CharField()
    target = serializers.FloatField(allow_null=True, help_text="Minutes.")
    colour = serializers.CharField()


class AssetShown(serializers.ModelSerializer[IncidentAsset]):
    name = serializers.CharField(source="asset.name", read_only=True)

    class Meta:
        model = IncidentAsset
        fields = ["name", "degradation", "since"]
        read_only_fields = fields


class CustomerShown(serializers.ModelSerializer[IncidentCustomer]):
    name = serializers.CharField(source="customer.name", read_only=True)

    class Meta:
        model = IncidentCustomer
        fields = ["name", "state", "known", "reason", "since"]
        read_only_fields = fields


class StepShown(serializers.ModelSerializer[StepRun]):
    """A step of the notification plan; `id` is what waive-step takes."""

    code = serializers.CharField(source="step.code", read_only=True)
    audience = serializers.CharField(source="step.audience", read_only=True)
    channel = serializers.CharField(source="step.channel", read_only=True)
    mandatory = serializers.BooleanField(source="step.mandatory", read_only=True)

    class Meta:
        model = StepRun
        fields = [
            "id",
            "code",
            "audience",
            "channel",
            "mandatory",
            "state",
            "reason",
            "recipients",
            "done_at",
        ]
        read_only_fields = fields


class TaskShown(serializers.ModelSerializer[Task]):
    assignee = UserSketch(read_only=True, allow_null=True)

    class Meta:
        model = Task
        fields = ["id", "title", "assignee", "state", "result", "created_at", "started_at", "ended_at"]
        read_only_fields = fields


class LedgerShown(serializers.ModelSerializer[LetDownEntry]):
    """Did we let this customer down? The answer of a person, beside the suggestion."""

    customer = serializers.CharField(source="customer.name", read_only=True)

    class Meta:
        model = LetDownEntry
        fields = ["customer", "suggested", "reasons", "answer", "note", "answered_at"]
        read_only_fields = fields


class IncidentShown(IncidentRow):
    """One incident with all that its page tells."""

    blocked_by = serializers.SerializerMethodField()
    how_soon = serializers.SerializerMethodField()
    assets = AssetShown(many=True, read_only=True)
    customers = CustomerShown(many=True, read_only=True)
    steps = StepShown(many=True, read_only=True)
    tasks = TaskShown(many=True, read_only=True)
    ledger = LedgerShown(many=True, read_only=True)
    timeline = serializers.SerializerMethodField()
    merged_into = serializers.IntegerField(source="merged_into.number", default=None, read_only=True)
    recurrence_of = serializers.IntegerField(source="recurrence_of.number", default=None, read_only=True)

    class Meta(IncidentRow.Meta):
        fields = [
            *IncidentRow.Meta.fields,
            "blocked_by",
            "means",
            "means_detail",
            "manifestation",
            "episode",
            "response",
            "customer_discovered",
            "problem_statement",
            "suspected_component",
            "restore_option",
            "restore_rationale",
            "problem_ticket",
            "do_not_publish_reason",
            "suppressed",
            "cancelled_reason",
            "merged_into",
            "recurrence_of",
            *(name for name in TIMES if name not in IncidentRow.Meta.fields),
            "how_soon",
            "assets",
            "customers",
            "steps",
            "tasks",
            "ledger",
            "timeline",
        ]
        read_only_fields = fields

    @extend_schema_field(Blocker(many=True))
    def get_blocked_by(self, incident: Incident) -> list[dict[str, str]]:
        """What has to be done before the stage can be left."""
        codes = incident.blocked_by()
        return [{"code": code, "sentence": said} for code, said in zip(codes, sentences(codes), strict=True)]

    @extend_schema_field(Answered(many=True))
    def get_how_soon(self, incident: Incident) -> Any:
        """The eight questions, answered as far as the times are known."""
        affected = incident.facts.affected if incident.facts else 0
        return Answered(questions_of(incident, affected=affected), many=True).data

    def get_timeline(self, incident: Incident) -> str:
        """Where its story is read."""
        kwargs = {"number": incident.number}
        return reverse("api:incident-timeline", kwargs=kwargs, request=self.context.get("request"))


class LineShown(serializers.Serializer[Any]):
    """One line of the story; `late` when it was entered after it happened."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    words = serializers.CharField()
    actor = serializers.CharField()
    happened_at = serializers.DateTimeField()
    entered_at = serializers.DateTimeField()
    late = serializers.BooleanField()


def load(number: int, *, at: datetime) -> Incident:
    """The incident with all that is shown of it. Raises Incident.DoesNotExist."""
    incident = (
        Incident.objects.select_related("im", "helpdesk_owner", "merged_into", "recurrence_of")
        .prefetch_related(
            "assets__asset", "customers__customer", "steps__step", "tasks__assignee", "ledger__customer"
        )
        .get(number=number)
    )
    incident.facts, incident.strictness = facts_of(incident, at=at), strictness()
    return incident
