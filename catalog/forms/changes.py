"""Forms about changes: the request, each act on it, freezes, and the question what was changed before a moment."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.moments import MomentField
from accounts.queries import holders
from catalog.change_guards import Kind
from catalog.changes import DEFAULT_HOURS, MOST_HOURS
from catalog.forms.fields import NamedField, NamesField
from catalog.models import Asset, Change, Customer, FreezeWindow, ServiceProvider
from catalog.operations.change_requests import Content

APPROVERS = ("ops_manager", "operator", "responder", "im_candidate", "helpdesk_lead")
ONE_A_LINE = "One a line."


def words(
    label: str, *, rows: int = 3, required: bool = False, hint: str = "", most: int = 4000
) -> forms.CharField:
    """A field for some lines of text."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=area, max_length=most, required=required, help_text=hint)


class LinesField(forms.CharField):
    """A list with one entry a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(required=False, help_text=ONE_A_LINE, **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        """The lines, each once. Raises ValidationError for one that is too long, or too many."""
        lines = tuple(
            dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip())
        )
        if len(lines) > 50 or any(len(line) > 300 for line in lines):
            raise ValidationError("At most 50 lines of 300 characters.")
        return lines


class ChangeForm(forms.Form):
    """A request for change. A draft may be incomplete; what is missing is said when it is submitted."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    what = forms.CharField(label="What is changed", max_length=300)
    why = words("Why", rows=2)
    kind = forms.ChoiceField(label="Kind", choices=Kind.choices, initial=Kind.NORMAL)
    source = forms.ChoiceField(label="Whose change", choices=Change.Origin.choices, initial=Change.Origin.US)
    provider = forms.ModelChoiceField(
        ServiceProvider.objects.order_by("name"), required=False, empty_label="none"
    )
    starts_at = MomentField(label="Planned from")
    ends_at = MomentField(label="Planned until")
    implemented_at = MomentField(
        label="Made at",
        help_text="Only for what is made already: an emergency, or a change that is not ours.",
    )
    assets = NamesField(
        Asset.objects.filter(retired_at=None), required=False, help_text="Assets it touches, by name, one a line.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    customers = NamesField(
        Customer.objects.all(), required=False, help_text="Customers it may be felt by, one a line.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    risk = forms.ChoiceField(choices=[("", "not judged"), *Change.Risk.choices], required=False)
    impact = words("What it may do", rows=2, hint="To assets and customers, if it goes wrong.")
    rollback_plan = words("How it is taken back", rows=2)
    notifications = LinesField(label="Whom to tell before")
    tests = LinesField(label="What to test afterwards")
    sop_url = forms.URLField(
        label="Link to the procedure", required=False, max_length=500, assume_scheme="https",
        help_text="A standard change needs one.",
    )  # fmt: skip
    function = forms.CharField(
        max_length=120, required=False, help_text="What customers use it for: “orders”."
    )
    location = forms.CharField(max_length=80, required=False)
    approvers = forms.MultipleChoiceField(
        label="Who approves", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, *args: Any, requester: int | None = None, change: Change | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {**(filled_from(change) if change else {}), **kwargs.get("initial", {})}
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        approvers: Any = self.fields["approvers"]
        approvers.choices = [
            (str(user.pk), str(user)) for user in holders(*APPROVERS)[:100] if user.pk != requester
        ]
        if change:
            del self.fields["implemented_at"]

    def clean(self) -> dict[str, Any]:
        """Only an emergency, or what is not ours, may be made before anybody agreed."""
        given = super().clean() or {}
        ours_normal = given.get("source") == Change.Origin.US and given.get("kind") == Kind.NORMAL
        if given.get("implemented_at") and ours_normal:
            self.add_error("implemented_at", "A normal change of ours is approved before it is made.")
        return given

    @property
    def is_record(self) -> bool:
        """Nobody here has to approve it: it is made already, or is not ours."""
        given = self.cleaned_data
        return bool(given.get("implemented_at")) or given["source"] != Change.Origin.US

    def content(self) -> Content:
        """What was typed, as operations take it."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in APART}
        return Content(
            **given,
            provider_id=self.cleaned_data["provider"].pk if self.cleaned_data["provider"] else None,
            asset_ids=tuple(asset.pk for asset in self.cleaned_data["assets"]),
            customer_ids=tuple(customer.pk for customer in self.cleaned_data["customers"]),
            approver_ids=tuple(int(number) for number in self.cleaned_data["approvers"]),
        )


APART = {"seen", "provider", "assets", "customers", "approvers", "implemented_at"}


def filled_from(change: Change) -> dict[str, Any]:
    """What the form holds for a draft that is there."""
    plain = ("what", "why", "kind", "source", "provider", "starts_at", "ends_at", "risk", "impact")
    more = ("rollback_plan", "sop_url", "function", "location")
    open_checks = [check for check in change.checks.all() if check.done_at is None]
    return {
        **{name: getattr(change, name) for name in (*plain, *more)},
        "seen": change.changed,
        "assets": "\n".join(asset.name for asset in change.assets.all()),
        "customers": "\n".join(customer.name for customer in change.customers.all()),
        "notifications": "\n".join(check.text for check in open_checks if check.kind == "notification"),
        "tests": "\n".join(check.text for check in open_checks if check.kind == "test"),
        "approvers": [str(approval.approver_id) for approval in change.approvals.all()],
    }


class WordsForm(forms.Form):
    """A sentence for the story."""

    words = words("Why", rows=2, most=500)


class ReasonForm(forms.Form):
    """A reason that is needed."""

    words = words("Why", rows=2, required=True, most=500)


class ReviewForm(forms.Form):
    """How it went."""

    words = words(
        "How did it go", required=True, hint="Did it do what it should? What would you do otherwise?"
    )


class ScheduleForm(forms.Form):
    """Into a freeze only with a reason."""

    freeze_reason = words("Why it cannot wait", rows=2, most=500)


class MadeForm(forms.Form):
    """When it was made."""

    implemented_at = MomentField(label="Made at", help_text="Empty means now.")
    words = words("Note", rows=2, most=500)


class BackOutForm(forms.Form):
    """Why, and whether it had been begun."""

    words = words("Why", rows=2, required=True, most=500)
    implemented_at = MomentField(label="Begun at", help_text="Empty if it was not begun.")


class FreezeForm(forms.ModelForm[FreezeWindow]):
    """A span in which nothing should be changed."""

    starts_at = MomentField(label="From", required=True)
    ends_at = MomentField(label="Until", required=True)

    class Meta:
        model = FreezeWindow
        fields = ["name", "starts_at", "ends_at", "absolute", "reason"]
        labels = {
            "absolute": "No exceptions: a reason does not help",
            "reason": "Why nothing should be changed",
        }

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        given = super().clean() or {}
        if (begin := given.get("starts_at")) and (end := given.get("ends_at")) and begin >= end:
            self.add_error("ends_at", "It has to end after it begins.")
        return given

    def _post_clean(self) -> None:
        """Leave the row alone: it is written by an operation."""


class RecentForm(forms.Form):
    """What was changed before a moment. Everything may be left empty."""

    onset = MomentField(label="Before")
    hours = forms.FloatField(label="Hours", required=False, min_value=0.01, max_value=MOST_HOURS)
    asset = NamedField(Asset.objects.all(), required=False)
    customer = NamedField(Customer.objects.all(), required=False)
    location = forms.CharField(max_length=80, required=False)
    function = forms.CharField(max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def asked(self, now: datetime) -> dict[str, Any]:
        """What the query takes."""
        given = self.cleaned_data
        asset, customer = given.get("asset"), given.get("customer")
        return {
            "onset": given.get("onset") or now,
            "hours": given.get("hours") or DEFAULT_HOURS,
            "assets": [asset.pk] if asset else None,
            "customers": [customer.pk] if customer else None,
            "location": given.get("location", "").strip(),
            "function": given.get("function", "").strip(),
        }
