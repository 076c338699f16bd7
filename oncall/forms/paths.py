"""The forms of an escalation path: when it is meant, and what comes after its levels."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from accounts.queries import company
from catalog.forms.fields import ListedField, NamedField
from catalog.models import Asset, AssetGroup
from oncall.forms.levels import Targets, target_of
from oncall.models import HuntGroup, Schedule
from oncall.paths.blueprint import PRIORITIES, Blueprint
from oncall.paths.choosing import Conditions, Week
from oncall.paths.path import MINUTE_S, MOST_REPEATS, PathSnapshot

DAYS = tuple(enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))
ANY_PRIORITY = [("", "any"), *((one, one) for one in PRIORITIES)]
CLOCK = {"type": "time"}


class PathForm(forms.Form):
    """When a path is meant, and what comes after its levels."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Name", max_length=80)
    most = forms.ChoiceField(label="From priority", choices=ANY_PRIORITY, required=False)
    least = forms.ChoiceField(
        label="To priority", choices=ANY_PRIORITY, required=False, help_text="Both empty: any priority."
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of assets",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, kind.value.replace("_", " ")) for kind in Asset.Kind],
    )
    asset_groups = forms.ModelMultipleChoiceField(
        AssetGroup.objects.order_by("name"),
        label="Groups of assets",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    assets = ListedField(
        label="Assets",
        longest=200,
        max_length=4000,
        help_text="Names, with commas. One of the kinds, groups or assets is enough.",
    )
    signals = ListedField(
        label="Names of alerts",
        longest=200,
        max_length=4000,
        help_text="With commas; * stands for any letters: db_*.",
    )
    days = forms.TypedMultipleChoiceField(
        label="Days",
        coerce=int,
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: at any time.",
    )
    opens = forms.TimeField(label="From", widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"), required=False)
    closes = forms.TimeField(
        label="Until",
        widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"),
        required=False,
        help_text="Before or at the beginning: past midnight, which belongs to the day it begins on.",
    )
    zone = forms.CharField(
        label="By the clock of", max_length=60, required=False, help_text="As Europe/London."
    )
    outside = forms.BooleanField(label="All the week but these hours", required=False)
    repeat = forms.IntegerField(
        label="Go through all levels again",
        min_value=0,
        max_value=MOST_REPEATS,
        help_text="0 to 9 times more.",
    )
    fallback = forms.ChoiceField(
        label="Then, the fallback",
        required=False,
        help_text="After it the last resort of the company follows.",
    )
    ack_minutes = forms.IntegerField(
        label="An acknowledgement holds for minutes",
        required=False,
        min_value=5,
        max_value=5760,
        help_text="Without a sign of life; five minutes before the end it is asked. Empty: for ever.",
    )

    def __init__(self, *args: Any, drawn: Blueprint | None = None, version: int = 0, **kwargs: Any) -> None:
        """Start from the drawing, or from what most paths are; `version` is what the page showed."""
        kwargs.setdefault("label_suffix", "")
        initial = begin(drawn or Blueprint(conditions=Conditions(), path=PathSnapshot()))
        kwargs["initial"] = {"seen": version, **initial}
        super().__init__(*args, **kwargs)
        fallback = self.fields["fallback"]
        if isinstance(fallback, forms.ChoiceField):
            fallback.choices = [("", "nobody"), *_fallbacks()]

    def clean_assets(self) -> list[Asset]:
        """Assets by name, alias or external id. Raises ValidationError naming one that nobody knows."""
        one = NamedField(Asset.objects.filter(retired_at=None))
        return [one.clean(name) for name in self.cleaned_data["assets"]]

    def clean(self) -> dict[str, Any]:
        """Days need hours and a zone; priorities go from the more urgent to the less."""
        given = super().clean() or {}
        if given.get("most") and given.get("least") and given["most"] > given["least"]:
            self.add_error("least", "Begin with the more urgent one: P1 is before P2.")
        if given.get("days") and not given.get("zone"):
            given["zone"] = timezone.get_current_timezone_name()
        return given

    def blueprint(self, before: Blueprint | None = None) -> Blueprint:
        """What was drawn; the levels are those of before."""
        given = self.cleaned_data
        path = before.path if before else PathSnapshot()
        ttl = given["ack_minutes"]
        fallback = given["fallback"]
        wanted = Blueprint(conditions=self._conditions(), path=path)
        return wanted.with_path(
            name=given["name"].strip(),
            repeat=given["repeat"],
            ack_ttl_s=None if ttl is None else ttl * MINUTE_S,
            fallback=(target_of(fallback, dict(_fallbacks()).get(fallback, "")),) if fallback else (),
        )

    def _conditions(self) -> Conditions:
        given = self.cleaned_data
        week = None
        if given["days"]:
            week = Week(
                days=tuple(sorted(given["days"])),
                opens=given["opens"] or time(0),
                closes=given["closes"] or time(0),
                tz=given["zone"],
                outside=given["outside"],
            )
        return Conditions(
            priorities=_range(given["most"], given["least"]),
            asset_kinds=frozenset(given["kinds"]),
            assets=frozenset(str(asset.pk) for asset in given["assets"]),
            asset_groups=frozenset(str(group.pk) for group in given["asset_groups"]),
            signals=frozenset(given["signals"]),
            week=week,
        )


class NewPathForm(PathForm, Targets):
    """A path with its first level; further ones are added on its page."""

    level_name = forms.CharField(label="First level", max_length=80)
    field_order = (
        *("name", "most", "least", "kinds", "asset_groups", "assets", "signals"),
        *("days", "opens", "closes", "zone", "outside"),
        *(
            "level_name",
            "minutes",
            "users",
            "schedules",
            "groups",
            "lists",
            "places",
            "channels",
            "each_acks",
            "waits",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer who can be paged."""
        super().__init__(*args, **kwargs)
        self.fill_targets()

    def drawing(self) -> Blueprint:
        """The whole path."""
        first = self.level_called(self.cleaned_data["level_name"])
        return self.blueprint(Blueprint(conditions=Conditions(), path=PathSnapshot(levels=(first,))))


class LastResortForm(forms.Form):
    """Who is paged when nobody else answered."""

    person = forms.ChoiceField(label="Who", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer everybody on the staff; whom it is now comes first."""
        kwargs.setdefault("label_suffix", "")
        kwargs["initial"] = {"person": company().last_resort_id or ""}
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("name")
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "all operations managers"), *((row.pk, str(row)) for row in people)]

    def user_id(self) -> int | None:
        """The person who was chosen."""
        person = self.cleaned_data["person"]
        return int(person) if person else None


def begin(drawn: Blueprint) -> dict[str, Any]:
    """What the fields of a path hold at first."""
    meant, path, week = drawn.conditions, drawn.path, drawn.conditions.week
    held = sorted(meant.priorities)
    names = (
        Asset.objects.filter(pk__in=map(int, meant.assets)).order_by("name").values_list("name", flat=True)
    )
    return {
        "name": path.name,
        "most": held[0] if held else "",
        "least": held[-1] if held else "",
        "kinds": sorted(meant.asset_kinds),
        "asset_groups": [int(key) for key in meant.asset_groups],
        "assets": list(names) if meant.assets else [],
        "signals": sorted(meant.signals),
        "days": list(week.days) if week else [],
        "opens": week.opens if week else time(9),
        "closes": week.closes if week else time(17),
        "zone": week.tz if week else timezone.get_current_timezone_name(),
        "outside": week.outside if week else False,
        "repeat": path.repeat,
        "fallback": "".join(f"{target.kind}:{target.key}" for target in path.fallback[:1]),
        "ack_minutes": None if path.ack_ttl_s is None else round(path.ack_ttl_s / MINUTE_S),
    }


def _range(most: str, least: str) -> frozenset[str]:
    """From the more urgent to the less; one end alone means up to that end."""
    if not most and not least:
        return frozenset()
    return frozenset(one for one in PRIORITIES if (most or "P1") <= one <= (least or "P5"))


def _fallbacks() -> list[tuple[str, str]]:
    people = User.objects.filter(is_active=True).order_by("name")
    return [
        *((f"user:{row.pk}", str(row)) for row in people),
        *((f"schedule:{row.pk}", f"schedule {row}") for row in Schedule.objects.order_by("name")),
        *((f"group:{row.pk}", f"hunt group {row}") for row in HuntGroup.objects.order_by("name")),
    ]
