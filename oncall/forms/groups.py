"""The forms of a hunt group: how it hunts, and who its members are."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.forms import number_in
from accounts.models import User
from catalog.models import Calendar
from oncall.hunts.words import SENTENCES, skills_as_text, skills_in
from oncall.models import HuntGroup, HuntMember, Schedule

DAY_S = 24 * 3600


class SkillsField(forms.CharField):
    """`postgres 3, linux 2` as skills with their levels."""

    def prepare_value(self, value: Any) -> Any:
        """Skills that are kept are shown as they were typed."""
        return skills_as_text(value) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> dict[str, int]:  # type: ignore[override]  # skills, not a text
        """Raise ValidationError with what would be right."""
        try:
            return skills_in(value or "")
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class GroupForm(forms.ModelForm[HuntGroup]):
    """How a group hunts: the order first, then the times, then what follows."""

    policy = forms.ChoiceField(
        label="Order",
        widget=forms.RadioSelect,
        choices=[
            (policy.value, f"{policy.label.capitalize()}: {SENTENCES[policy]}") for policy in HuntGroup.Policy
        ],
    )
    required_skills = SkillsField(
        label="Skills a call needs",
        required=False,
        max_length=400,
        help_text="For “by skill”: postgres 3, linux 2.",
    )
    ring_seconds = forms.IntegerField(
        label="Seconds to answer, each", min_value=5, max_value=3600, initial=20
    )
    max_passes = forms.IntegerField(label="Times through the list", min_value=1, max_value=20, initial=1)
    pass_pause_seconds = forms.IntegerField(label="Seconds between", min_value=0, max_value=3600, initial=10)
    total_seconds = forms.IntegerField(
        label="Seconds in all",
        min_value=5,
        max_value=DAY_S,
        required=False,
        help_text="Then the overflow is called. Empty: as long as it takes.",
    )
    wrap_up_seconds = forms.IntegerField(
        label="Seconds of rest after a call", min_value=0, max_value=DAY_S, initial=0
    )
    logout_after_missed = forms.IntegerField(
        label="Pause a member after so many missed calls in a row",
        min_value=0,
        max_value=100,
        initial=0,
        help_text="0: never.",
    )

    number = forms.CharField(
        label="Number",
        required=False,
        max_length=40,
        help_text="Calls to this number of yours ring the group: +44 20 7946 0000. Empty: none.",
    )

    class Meta:
        model = HuntGroup
        fields = (
            *("name", "policy", "pointer", "weighted_random", "required_skills", "hunt_calls_only"),
            *("ring_seconds", "max_passes", "pass_pause_seconds", "total_seconds"),
            *("on_no_answer", "on_busy", "on_unavailable", "call_waiting"),
            *("wrap_up_seconds", "logout_after_missed"),
            *("overflow_group", "overflow_schedule", "overflow_user", "calendar"),
            *("number", "missed_call"),
        )
        labels = {
            "pointer": "In turn: begin after",
            "weighted_random": "By weight: draw lots",
            "hunt_calls_only": "Longest idle: only calls of this group count",
            "on_no_answer": "When a member does not answer",
            "on_busy": "When a member is busy",
            "on_unavailable": "When a member is away",
            "call_waiting": "Call members who are being called already",
            "overflow_group": "Overflow: another group",
            "overflow_schedule": "or a schedule",
            "overflow_user": "or a person",
            "calendar": "At work",
            "missed_call": "When nobody took a call to the number",
        }
        help_texts = {"call_waiting": "", "hunt_calls_only": "Otherwise every page that somebody took."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer who and what is there now; a group is not its own overflow."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        offered = {
            "overflow_group": HuntGroup.objects.exclude(pk=self.instance.pk).order_by("name"),
            "overflow_schedule": Schedule.objects.order_by("name"),
            "overflow_user": User.objects.filter(is_active=True).order_by("name"),
            "calendar": Calendar.objects.order_by("name"),
        }
        for name, rows in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows

    def clean_number(self) -> str:
        """A number in international form, or none."""
        text = self.cleaned_data["number"]
        return number_in(text) if text else ""

    def _post_clean(self) -> None:
        """The operation writes the row; the form only reads what was typed."""

    def wanted(self) -> dict[str, Any]:
        """What the group shall be."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class MemberForm(forms.Form):
    """A member: who, how much of the calls, what she can do, when she is there."""

    user = forms.ModelChoiceField(User.objects.none(), label="Who")
    weight = forms.IntegerField(
        label="Weight", min_value=1, max_value=100, initial=1, help_text="For “by weight”: 5 is five times 1."
    )
    skills = SkillsField(
        label="Skills",
        required=False,
        max_length=400,
        help_text="With a level from 1 to 5: postgres 3, linux 2.",
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(), label="Hours", required=False, help_text="None: always there."
    )

    def __init__(self, *args: Any, group: HuntGroup, member: HuntMember | None = None, **kwargs: Any) -> None:
        """A new member is somebody who is not in the group; a member stays who she is."""
        kwargs.setdefault("label_suffix", "")
        names = ("weight", "skills", "calendar")
        kwargs["initial"] = {name: getattr(member, name) for name in names} if member else {}
        super().__init__(*args, **kwargs)
        calendars = self.fields["calendar"]
        if isinstance(calendars, forms.ModelChoiceField):
            calendars.queryset = Calendar.objects.order_by("name")
        who = self.fields["user"]
        if member is not None:
            del self.fields["user"]
        elif isinstance(who, forms.ModelChoiceField):
            inside = group.members.values("user")
            who.queryset = User.objects.filter(is_active=True).exclude(pk__in=inside).order_by("name")

    def wanted(self) -> dict[str, Any]:
        """What the member shall be in the group."""
        return {name: self.cleaned_data[name] for name in ("weight", "skills", "calendar")}
