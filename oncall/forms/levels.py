"""The form of one level of a path: who, how, and how long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model

from accounts.models import ContactMethod, User
from notifications.channels import registry
from notifications.models import DistributionList, Place
from oncall.models import HuntGroup, Schedule
from oncall.paths.blueprint import LONGEST_TIMEOUT_S
from oncall.paths.path import MINUTE_S, LevelSnapshot, TargetSnapshot, default_timeout_s

PICKED = ("users", "schedules", "groups", "lists", "places")


class TargetsField(forms.MultipleChoiceField):
    """People, schedules, groups or lists, one kind of them, by ticking."""

    def __init__(self, kind: str, model: type[Model], **kwargs: Any) -> None:
        self.kind, self.model = kind, model
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def fill(self) -> None:
        """Offer what is there now."""
        rows = self.model._default_manager.order_by("name")
        rows = rows.filter(is_active=True) if self.model is User else rows
        self.choices = [(f"{self.kind}:{row.pk}", str(row)) for row in rows]

    def targets(self, picked: Iterable[str]) -> list[TargetSnapshot]:
        """What was ticked, as a path takes it."""
        labels = dict(self.choices)  # type: ignore[arg-type]  # filled as pairs
        return [target_of(one, str(labels.get(one, ""))) for one in picked]


def target_of(choice: str, label: str) -> TargetSnapshot:
    """`user:3` as a target."""
    kind, _, key = choice.partition(":")
    return TargetSnapshot(kind=kind, key=key, label=label)


class Targets(forms.Form):
    """Who is paged at a level, how, and how long they have."""

    minutes = forms.IntegerField(
        label="Minutes to acknowledge",
        min_value=1,
        max_value=LONGEST_TIMEOUT_S // MINUTE_S,
        initial=default_timeout_s(0) // MINUTE_S,
        help_text="Then the next level is paged. At least one minute.",
    )
    users = TargetsField("user", User, label="People")
    schedules = TargetsField("schedule", Schedule, label="Schedules: whoever is on call then")
    groups = TargetsField("group", HuntGroup, label="Hunt groups: called one after the other")
    lists = TargetsField("list", DistributionList, label="Distribution lists: all members of staff on it")
    places = TargetsField("place", Place, label="Places that are told: chat channels and webhooks")
    channels = forms.MultipleChoiceField(
        label="Only by",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: each person's own rules. Who has none of the chosen ones is reached as usual.",
    )
    each_acks = forms.BooleanField(
        label="Each of them has to answer",
        required=False,
        help_text="After the first acknowledgement the others are paged again until they answer, too.",
    )
    waits = forms.BooleanField(
        label="Wait here until somebody is on call",
        required=False,
        help_text="Only what is not urgent, and for a week at most. Otherwise an empty level is passed over.",
    )

    def fill_targets(self) -> None:
        """Offer who is there now."""
        for name in PICKED:
            self._picks(name).fill()
        offered = registry.set_up() | set(self.initial.get("channels", ()))
        self.fields["channels"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label) for kind in ContactMethod.Kind if kind in offered
        ]

    def clean(self) -> dict[str, Any]:
        """A level that names nobody would only lose time."""
        given = super().clean() or {}
        if not any(name in self.errors for name in PICKED) and not self.targets():
            raise forms.ValidationError("Tick at least one person, schedule, hunt group, list or place.")
        return given

    def targets(self) -> tuple[TargetSnapshot, ...]:
        """Everybody who was ticked."""
        given = self.cleaned_data
        return tuple(t for name in PICKED for t in self._picks(name).targets(given.get(name, ())))

    def level_called(self, name: str) -> LevelSnapshot:
        """The level that was drawn."""
        given = self.cleaned_data
        return LevelSnapshot(
            name=name.strip(),
            timeout_s=given["minutes"] * MINUTE_S,
            targets=self.targets(),
            channels=tuple(given["channels"]),
            each_acks=given["each_acks"],
            waits=given["waits"],
        )

    def _picks(self, name: str) -> TargetsField:
        field = self.fields[name]
        if not isinstance(field, TargetsField):
            raise TypeError(name)
        return field


class LevelForm(Targets):
    """One level. `seen` is the version of the path that the page showed."""

    name = forms.CharField(label="Name", max_length=80, help_text="As people say it: “Databases on call”.")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("name", "minutes")

    def __init__(
        self, *args: Any, version: int, level: LevelSnapshot | None = None, index: int = 0, **kwargs: Any
    ) -> None:
        """Start from what the level says now."""
        kwargs.setdefault("label_suffix", "")
        usual = {"minutes": default_timeout_s(index) // MINUTE_S}
        kwargs["initial"] = {"seen": version, **(_begin(level) if level else usual)}
        super().__init__(*args, **kwargs)
        self.fill_targets()

    def level(self) -> LevelSnapshot:
        """The level that was drawn."""
        return self.level_called(self.cleaned_data["name"])


def _begin(level: LevelSnapshot) -> dict[str, Any]:
    picked = [f"{target.kind}:{target.key}" for target in level.targets]
    return {
        "name": level.name,
        "minutes": round(level.timeout_s / MINUTE_S),
        "channels": list(level.channels),
        "each_acks": level.each_acks,
        "waits": level.waits,
        **{name: picked for name in PICKED},
    }
