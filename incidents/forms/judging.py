"""The fields that a classification and a what-if share: what is affected, how badly, and under which circumstances."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q

from accounts.numbers import numbers
from catalog.models import Asset
from incidents.models import IncidentAsset
from incidents.urgency import Circumstances

SHOWN = 40
MOST_MINUTES = 30 * 24 * 60
HOW = "how-"
STATES = IncidentAsset.Degradation.choices


@dataclass(frozen=True)
class Pick:
    """One asset to choose, whether it is ticked, and how it does."""

    id: int
    words: str
    ticked: bool
    how: str
    states: list[tuple[str, str]]


class JudgingForm(forms.Form):
    """The assets shown are the ticked ones and what was searched for; each may do differently."""

    find = forms.CharField(label="Find assets", max_length=80, required=False)
    assets = forms.ModelMultipleChoiceField(
        label="What is affected",
        queryset=Asset.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    component_unknown = forms.BooleanField(label="Not known yet what is affected", required=False)
    workaround = forms.BooleanField(label="A workaround functions", required=False)
    worsening = forms.BooleanField(label="It is getting worse", required=False)
    data_risk = forms.BooleanField(label="Data may be lost or stolen", required=False)
    deadline_hours = forms.FloatField(
        label="A customer needs it within (hours)",
        min_value=0,
        max_value=MOST_MINUTES / 60,
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text="A closing of the books, a flight. Empty: nothing of the kind.",
    )
    eta_minutes = forms.IntegerField(
        label="Works again within (minutes)",
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
        help_text="Your honest estimate. Empty: nobody dares to say.",
    )

    def offer_assets(self) -> None:
        """Ticked assets stay in the list, whatever is searched for."""
        field = self.fields["assets"]
        field.queryset = Asset.objects.all()  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        shown = assets_shown(self.chosen(), str(self["find"].value() or ""))
        field.widget.choices = [(asset.pk, named(asset)) for asset in shown]

    def chosen(self) -> list[int]:
        """The assets that are ticked."""
        return numbers(self["assets"].value() or ())

    def picks(self) -> list[Pick]:
        """What there is to tick."""
        ticked, how = set(self.chosen()), self.how()
        choices: Iterable[tuple[int, str]] = self.fields["assets"].widget.choices
        return [
            Pick(number, words, number in ticked, how.get(number, "down"), list(STATES))
            for number, words in choices
        ]

    def has_circumstances(self) -> bool:
        """Whether any of them is said, so that the fold is open."""
        names = ("workaround", "worsening", "data_risk", "deadline_hours", "eta_minutes")
        return any(self[name].value() or self[name].errors for name in names)

    def how(self) -> dict[int, str]:
        """How each asset does, by its id, as far as somebody said."""
        given: Mapping[str, Any] = self.data if self.is_bound else self.initial
        found = {key.removeprefix(HOW): given[key] for key in given if key.startswith(HOW)}
        known = {value for value, _ in STATES}
        return {int(key): word for key, word in found.items() if numbers([key]) and word in known}

    def own(self) -> dict[int, str]:
        """How the ticked assets do."""
        how = self.how()
        there = Asset.objects.filter(pk__in=self.chosen()).values_list("pk", flat=True)
        return {number: how.get(number, "down") for number in there}

    def circumstances(self, *, at: datetime) -> Circumstances:
        """What is ticked and typed so far; what cannot be read counts as empty."""
        hours = number(self["deadline_hours"].value())
        return Circumstances(
            estimate_hours=(number(self["eta_minutes"].value()) or 0) / 60,
            workaround=bool(self["workaround"].value()),
            worsening=bool(self["worsening"].value()),
            data_risk=bool(self["data_risk"].value()),
            deadline_at=None if hours is None else at + timedelta(hours=hours),
        )


def number(given: object) -> float | None:
    """A number that somebody is just typing, from 0 to a month of minutes; None for anything else."""
    try:
        found = float(str(given))
    except ValueError:
        return None
    return found if 0 <= found <= MOST_MINUTES else None


def assets_shown(chosen: Iterable[int], find: str) -> list[Asset]:
    """The chosen assets first, then those that match, as many as one can look through."""
    ids = list(chosen)
    picked = list(Asset.objects.filter(pk__in=ids).order_by("name"))
    others = Asset.objects.filter(retired_at=None).exclude(pk__in=ids).order_by("-criticality", "name")
    for word in find.split():
        others = others.filter(Q(name__icontains=word) | Q(title__icontains=word) | Q(kind__icontains=word))
    return [*picked, *others[:SHOWN]]


def named(asset: Asset) -> str:
    """How an asset is called where one chooses: as people say it, with the name machines use."""
    return f"{asset.title} ({asset.name})" if asset.title and asset.title != asset.name else asset.name
