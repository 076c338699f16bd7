"""The form of a plan: one row a step, the version that was looked at, and why it changes."""

from typing import Any

from django import forms

from accounts.roles import Role
from incidents.audiences import AUDIENCES, CHANNELS, is_external
from incidents.forms.fields import words
from incidents.plan import CONDITION_WORDS, PlanLine

EMPTY_ROWS = 2
NOBODY = [("", "nobody in particular")]


class StepForm(forms.Form):
    """One step; a new one without an audience is left out."""

    use_required_attribute = False
    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    position = forms.IntegerField(label="Place", min_value=0, max_value=999, required=False)
    audience = forms.ChoiceField(label="Who", required=False)
    channel = forms.ChoiceField(label="How", choices=list(CHANNELS.items()), required=False)
    list_name = forms.CharField(
        label="List, or chat channel",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "lists"}),
    )
    condition = forms.ChoiceField(label="When", choices=list(CONDITION_WORDS.items()), required=False)
    mandatory = forms.BooleanField(label="Mandatory: Notify waits for it", required=False)
    performer = forms.ChoiceField(label="Who does it", choices=[*NOBODY, *Role.choices], required=False)
    within_minutes = forms.IntegerField(
        label="Call within, minutes", min_value=1, max_value=1440, required=False
    )
    later_performer = forms.ChoiceField(
        label="Who calls once more", choices=[*NOBODY, *Role.choices], required=False
    )
    later_minutes = forms.IntegerField(label="after, minutes", min_value=5, max_value=2880, required=False)
    repeat_minutes = forms.IntegerField(label="Say how it stands every, minutes", min_value=15, max_value=1440,
                                        required=False)  # fmt: skip
    remove = forms.BooleanField(label="Take this step out", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        people = [(name, one.words) for name, one in AUDIENCES.items()]
        self.fields["audience"].choices = [("", "no step"), *people]  # type: ignore[attr-defined]  # a ChoiceField

    def is_step(self) -> bool:
        """Whether the row says anything."""
        return bool(self.cleaned_data.get("audience")) and not self.cleaned_data.get("remove")

    def line(self) -> PlanLine:
        """The step as the plan takes it."""
        given = self.cleaned_data
        return PlanLine(
            code=given["code"],
            audience=given["audience"],
            channel=given["channel"],
            external=is_external(given["audience"]),
            mandatory=given["mandatory"],
            condition=given["condition"],
            list_name=given["list_name"].strip(),
            performer=given["performer"],
            within_minutes=given["within_minutes"],
            later_performer=given["later_performer"],
            later_minutes=given["later_minutes"],
            repeat_minutes=given["repeat_minutes"],
        )


class _Steps(forms.BaseFormSet):  # type: ignore[type-arg]  # generic in the stubs only
    """All rows of a plan."""

    def lines(self) -> list[PlanLine]:
        """The steps in the order of their places; a row without one comes last."""
        rows = [form for form in self.forms if form.is_step()]
        return [form.line() for form in sorted(rows, key=_place)]


def _place(form: Any) -> int:
    place = form.cleaned_data.get("position")
    return 999 if place is None else int(place)


StepForms = forms.formset_factory(StepForm, formset=_Steps, extra=EMPTY_ROWS, max_num=40, absolute_max=60)


class WhyForm(forms.Form):
    """Which version was looked at, and why it changes."""

    use_required_attribute = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = words("Why?", rows=2, most=300, help_text="Kept with the version.")


class NewPlanForm(forms.Form):
    """A plan for some incidents only."""

    use_required_attribute = False
    priority = forms.ChoiceField(label="Priority", choices=[(f"P{n}", f"P{n}") for n in range(1, 6)])
    environment = forms.CharField(
        label="Environment", max_length=40, required=False, help_text="Of all assets that are affected."
    )
    function = forms.CharField(
        label="Function", max_length=120, required=False, help_text="What customers use an asset for."
    )

    def clean(self) -> dict[str, Any]:
        """Without either it would be the plan for all."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("environment", "").strip() and not given.get("function", "").strip():
            raise forms.ValidationError(
                "Name an environment or a function. The plan for all incidents is there."
            )
        return given


def initial_of(lines: list[PlanLine]) -> list[dict[str, Any]]:
    """The rows of the form as the plan stands."""
    names = [name for name in StepForm.base_fields if name not in ("position", "remove")]
    return [
        {"position": place * 10, **{name: getattr(line, name) for name in names}}
        for place, line in enumerate(lines, start=1)
    ]
