"""What each action takes; the names are those of the operation's arguments."""

from typing import Any

from rest_framework import serializers

from accounts.api import Named, person
from accounts.moments import Moment
from catalog.models import Asset, Customer
from incidents.guards import RESTORE_OPTIONS
from incidents.models import IncidentAsset, Task, WarRoom
from incidents.models.detect import Means
from incidents.operations.investigate import NOTES
from incidents.priority import GRADES
from incidents.urgency import Circumstances


def assets(**given: Any) -> serializers.ListField:
    """Assets by name."""
    return serializers.ListField(child=Named(Asset.objects.all()), **given)


def customers() -> serializers.ListField:
    """Customers by name."""
    return serializers.ListField(child=Named(Customer.objects.all()), required=False, default=list)


def words(**given: Any) -> serializers.CharField:
    """A text that may be long; the operation says when it may not be empty."""
    return serializers.CharField(**{"max_length": 20_000, "allow_blank": True, **given})


class Nothing(serializers.Serializer[Any]):
    """The act alone."""


class Act(serializers.Serializer[Any]):
    """The act, done looking at a certain state."""

    seen = serializers.IntegerField(
        required=False, help_text="`changed` as it was read; an older one is refused with STALE_STAGE."
    )


class Report(serializers.Serializer[Any]):
    """Somebody told us."""

    words = words(help_text="What was said or seen.")
    means = serializers.ChoiceField(Means.choices)
    title = serializers.CharField(max_length=200, required=False, allow_blank=True)
    means_detail = serializers.CharField(max_length=200, required=False, allow_blank=True)
    customer = Named(Customer.objects.all(), required=False, allow_null=True)
    reporter = serializers.CharField(max_length=120, required=False, allow_blank=True)
    assets = assets(required=False, default=tuple)
    occurred_at = Moment(required=False, allow_null=True)
    detected_at = Moment(required=False, allow_null=True)

    def validate_assets(self, value: list[Asset]) -> tuple[Asset, ...]:
        """Each asset once."""
        return tuple(dict.fromkeys(value))


class AttachReport(serializers.Serializer[Any]):
    """One more person told us of an incident we know."""

    words = words()
    means = serializers.ChoiceField(Means.choices, default=Means.CUSTOMER_CALL)
    customer = Named(Customer.objects.all(), required=False, allow_null=True)
    reporter = serializers.CharField(max_length=120, required=False, allow_blank=True)


class RecordDetails(Act):
    """What is recorded; a field left out stays as it is."""

    title = serializers.CharField(max_length=200, required=False)
    means = serializers.ChoiceField(Means.choices, required=False)
    means_detail = serializers.CharField(max_length=200, required=False, allow_blank=True)
    manifestation = words(required=False)
    occurred_at = Moment(required=False)
    first_recorded_at = Moment(required=False)


class Judging(serializers.Serializer[Any]):
    """What is wrong: assets with how they do, and the circumstances."""

    assets = assets(required=False, default=list)
    degradation = serializers.ChoiceField(
        IncidentAsset.Degradation.choices,
        default="down",
        help_text="How all assets do that are not named below.",
    )
    degradations = serializers.DictField(
        child=serializers.ChoiceField(IncidentAsset.Degradation.choices),
        required=False,
        default=dict,
        help_text='How single assets do, by name: {"txn-db": "degraded"}.',
    )
    component_unknown = serializers.BooleanField(default=False)
    include = customers()
    exclude = customers()
    workaround = serializers.BooleanField(default=False)
    worsening = serializers.BooleanField(default=False)
    data_risk = serializers.BooleanField(default=False)
    deadline_at = Moment(required=False, allow_null=True, default=None)
    eta_minutes = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=30 * 24 * 60,
        help_text="Minutes until it is expected to work again; left out: nobody dares to say.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Names become numbers, circumstances one thing."""
        by_name = {asset.name: asset.pk for asset in attrs["assets"]}
        if strange := sorted(set(attrs["degradations"]) - set(by_name)):
            raise serializers.ValidationError(
                {"degradations": f"Not among the assets: {', '.join(strange)}."}
            )
        attrs["degradations"] = {by_name[name]: how for name, how in attrs["degradations"].items()}
        said = {name: attrs.pop(name) for name in ("workaround", "worsening", "data_risk", "deadline_at")}
        return {**attrs, "circumstances": Circumstances(**said)}


class Classify(Judging, Act):
    """A judgement. A grade left out is taken as computed; another one than the computed needs a reason.

    `include` and `exclude` are customers by hand, against the mapping.
    """

    impact = serializers.IntegerField(
        min_value=GRADES[0], max_value=GRADES[-1], required=False, allow_null=True, default=None
    )
    urgency = serializers.IntegerField(
        min_value=GRADES[0], max_value=GRADES[-1], required=False, allow_null=True, default=None
    )
    customer_visible = serializers.BooleanField(default=True)
    reason = words(required=False)


class Reason(Act):
    reason = words()


class ReasonAlone(serializers.Serializer[Any]):
    reason = words()


class Decline(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class WaiveStep(Reason):
    step_id = serializers.IntegerField(help_text="`id` of the step, as the incident shows it.")


class NameIm(Act):
    user = person(help_text="User name of the candidate; your own to take command.")


class Someone(serializers.Serializer[Any]):
    user = person(pk_only=True, source="user_id", help_text="User name.")


class OpenRoom(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(WarRoom.Kind.choices, default="virtual")
    location = serializers.CharField(max_length=200, required=False, allow_blank=True)


class AddTask(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200, allow_blank=True)
    assignee = person(required=False, allow_null=True)


class StartTask(serializers.Serializer[Any]):
    task_id = serializers.IntegerField()


class EndTask(StartTask):
    result = words(required=False)


class ReportCall(StartTask):
    outcome = serializers.ChoiceField(
        Task.Outcome.choices, help_text="Who was not reached is written to instead."
    )
    note = words(required=False)


class StateProblem(Act):
    statement = words()


class Suspect(Act):
    component = serializers.CharField(max_length=160, allow_blank=True, help_text="“unknown” is an answer.")


class Note(serializers.Serializer[Any]):
    text = words()
    about = serializers.ChoiceField(tuple(NOTES), default="note")
    happened_at = Moment(required=False, allow_null=True)


class ChooseOption(Act):
    option = serializers.ChoiceField(RESTORE_OPTIONS)
    rationale = words()


class ApproveFailover(Act):
    cost = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="The first of the two has to say it."
    )


class Restored(Act):
    restored_at = Moment(required=False, allow_null=True)
    resolved = serializers.BooleanField(default=False, help_text="For good.")


class QuickRestore(Act):
    restored_at = Moment(required=False, allow_null=True)
    close = serializers.BooleanField(default=False, help_text="Close at once unless something blocks it.")


class Resolved(serializers.Serializer[Any]):
    resolved_at = Moment(required=False, allow_null=True)


class Verify(Act):
    audiences = serializers.ListField(
        child=serializers.CharField(max_length=80), max_length=20, default=list, help_text="Looked at."
    )


class CompleteRecord(Act):
    culprit = serializers.CharField(max_length=160, allow_blank=True, help_text="Or “not found”.")
    unknown = serializers.BooleanField(default=False, help_text="Times still empty are unknown.")
    missing_monitor = words(required=False)


class PostMortemText(Act):
    text = words()
    done = serializers.BooleanField(default=False)


class Text(serializers.Serializer[Any]):
    text = words()


class Ledger(serializers.Serializer[Any]):
    customer = Named(Customer.objects.all(), pk_only=True, source="customer_id")
    let_down = serializers.BooleanField()
    note = words(required=False)


class ProblemTicket(serializers.Serializer[Any]):
    ticket = serializers.CharField(max_length=60, allow_blank=True)


class Merge(Act):
    into = serializers.IntegerField(help_text="The number of the incident to become part of.")
