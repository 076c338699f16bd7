"""The forms with which staff plan maintenance, tell of it, and call it off."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.moments import MomentField
from catalog.change_guards import State as ChangeState
from catalog.models import Change
from statuspage.models import Component, Maintenance
from statuspage.telling.maintaining import SENTENCES, Plan, follows

OWN_RULE = "own"
REPEATS = (
    ("", "Once"),
    ("FREQ=DAILY", "Every day"),
    ("FREQ=WEEKLY", "Every week"),
    ("FREQ=WEEKLY;INTERVAL=2", "Every second week"),
    ("FREQ=MONTHLY", "Every month, on the same day of the month"),
    (OWN_RULE, "By the rule below"),
)
REMIND = (
    (0, "Nobody is reminded"),
    (60, "An hour before"),
    (1440, "A day before"),
    (4320, "Three days before"),
)
WORDS = forms.Textarea(attrs={"rows": 4})


class PlanForm(forms.Form):
    """What is planned. Moments are in the reader's zone, and so is what comes again."""

    title = forms.CharField(
        max_length=160,
        label="What customers read as its title",
        error_messages={"required": SENTENCES["STP_TEXT"]},
    )
    text = forms.CharField(
        max_length=4000,
        label="What they read about it",
        widget=WORDS,
        help_text="What they will notice, and what they can do. Names of components only.",
        error_messages={"required": SENTENCES["STP_TEXT"]},
    )
    components = forms.MultipleChoiceField(
        label="What it touches",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": SENTENCES["MNT_NO_COMPONENT"]},
    )
    starts_at = MomentField(label="Begins", required=True)
    ends_at = MomentField(label="Ends", required=True)
    announce_at = MomentField(label="Announced", help_text="Empty: at once.")
    remind_minutes = forms.TypedChoiceField(
        label="Subscribers are reminded", choices=REMIND, coerce=int, initial=1440
    )
    repeats = forms.ChoiceField(label="Comes again", choices=REPEATS, required=False)
    rule = forms.CharField(
        max_length=200,
        required=False,
        label="Its own rule",
        help_text="As calendars write it: FREQ=MONTHLY;BYDAY=1SU",
    )
    change = forms.ModelChoiceField(
        Change.objects.none(), required=False, label="Carries out the change", empty_label="None"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Maintenance | None = None, **kwargs: Any) -> None:
        """With `row` it is written anew: it comes again as it did, and belongs where it belonged."""
        if row is not None:
            kwargs["initial"] = _of_row(row)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        listed = Component.objects.values_list("public_id", "name")
        self.fields["components"].choices = list(listed)  # type: ignore[attr-defined]  # a choice field
        if row is not None:
            for name in ("repeats", "rule", "change"):
                del self.fields[name]
            return
        states = (ChangeState.APPROVED, ChangeState.SCHEDULED)
        self.fields["change"].queryset = Change.objects.filter(state__in=states).order_by("-id")  # type: ignore[attr-defined]

    def plan(self, at: datetime) -> Plan:
        """What the operations take."""
        given = self.cleaned_data
        rule = given.get("repeats", "")
        return Plan(
            title=given["title"],
            text=given["text"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            announce_at=given["announce_at"] or min(at, given["starts_at"]),
            remind_minutes=given["remind_minutes"],
            components=frozenset(given["components"]),
            rule=given["rule"] if rule == OWN_RULE else rule,
            zone=timezone.get_current_timezone_name(),
        )


class TellForm(forms.Form):
    """A word on how it goes."""

    status = forms.ChoiceField(label="How far it is")
    text = forms.CharField(
        max_length=4000,
        label="What customers read",
        widget=WORDS,
        error_messages={"required": SENTENCES["STP_TEXT"]},
    )

    def __init__(self, *args: Any, row: Maintenance, **kwargs: Any) -> None:
        """What may follow on where it stands."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        listed = [(state, Maintenance.State(state).label) for state in follows(row.state)]
        self.fields["status"].choices = listed  # type: ignore[attr-defined]  # a choice field


class CancelForm(forms.Form):
    """It will not take place."""

    text = forms.CharField(
        max_length=4000,
        required=False,
        label="What customers read",
        widget=WORDS,
        help_text="Empty: our usual words.",
    )
    whole_series = forms.BooleanField(required=False, label="And all that come after it")

    def __init__(self, *args: Any, row: Maintenance, **kwargs: Any) -> None:
        """Only what comes again has more after it."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if row.series_id is None:
            del self.fields["whole_series"]


def of_change(change: Change) -> dict[str, Any]:
    """What a change says already; its title is ours and stays inside."""
    components = Component.objects.filter(assets__changes=change).distinct()
    return {
        "change": change.pk,
        "starts_at": change.starts_at,
        "ends_at": change.ends_at,
        "components": list(components.values_list("public_id", flat=True)),
    }


def usual(at: datetime) -> dict[str, Any]:
    """In two days, at the full hour, for an hour."""
    begins = (at + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=1)}


def _of_row(row: Maintenance) -> dict[str, Any]:
    plain = ("title", "text", "starts_at", "ends_at", "announce_at", "remind_minutes")
    return {
        **{name: getattr(row, name) for name in plain},
        "components": list(row.components.values_list("public_id", flat=True)),
        "seen": row.revision,
    }
