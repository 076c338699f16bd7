"""The form of the numbers: one field a cell, in tables with names that people know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from incidents.parameters import Parameters
from incidents.priority import IMPACT_WORDS, URGENCY_WORDS, Priority
from incidents.tables import filled, flat

# Each table with what it is good for; its cells are those whose name begins so.
TABLES: tuple[tuple[str, str, str], ...] = (
    ("matrix", "Priority by impact and urgency", "Impact first, then urgency."),
    (
        "impact_bands",
        "Impact: from which score",
        "Extensive, significant, moderate; below the last it is minor.",
    ),
    ("urgency_bands", "Urgency: from which score", "Critical, high, medium; below the last it is low."),
    ("degradation", "How much is lost", "1 is down, 0 works."),
    ("criticality_weight", "Weight of an asset's criticality", "4 is the most critical."),
    (
        "tier_factor",
        "How much a customer's worst case counts",
        "One of the Top 10 counts like a strategic one.",
    ),
    ("tier_weight", "How much a customer's hours weigh", "Compared with the other customers that are hurt."),
    ("hours_bands", "Hours until the customer opens", "Up to so many hours, then so urgent (0 to 1)."),
    ("sla_floor", "What is left of a contract's time", "Up to this share left, at least so urgent (0 to 1)."),
    ("modifiers", "Circumstances", "Added to the urgency, or at least so much."),
    (
        "status_interval_min",
        "Status page: the next word is due after so many minutes",
        "Or when it was promised, if that is earlier.",
    ),
    ("auto_raise", "By itself", "Every 15 minutes. Nothing is ever lowered by itself."),
    ("", "Other numbers", ""),
)
WORDS = {
    "auto_raise": "Raise an incident that is computed more urgent, instead of suggesting it",
    "affected_threshold": "From which harm on a customer counts as affected",
    "reported_severity": "Harm of a customer who told us, until somebody says otherwise",
    "peak_share": "Share of the worst case in the impact",
    "reach_share": "Share of the reach in the impact",
    "reach_floor_at": "From which reach on the impact has a floor",
    "reach_floor_score": "That floor",
    "vip_factor": "A strategic customer's hours count at least so much",
    "vip_severity": "From which harm on that holds",
    "nobody_base": "Urgency while nobody is hurt: base",
    "nobody_step": "Urgency while nobody is hurt: for each grade of criticality",
    "deadline_hours": "A customer's deadline counts within so many hours",
    "modifiers.workaround": "A workaround functions (added)",
    "modifiers.worsening": "It is getting worse (added)",
    "modifiers.data_risk_floor": "Data may be lost or stolen (at least)",
    "modifiers.deadline_4h_floor": "A customer's deadline is near (at least)",
}
LIMITS = {"0": "extensive", "1": "significant", "2": "moderate"}
URGENT = {"0": "critical", "1": "high", "2": "medium"}


@dataclass(frozen=True)
class Table:
    """A part of the page."""

    title: str
    hint: str
    fields: list[BoundField]


class ParametersForm(forms.Form):
    """Every number, the version that was looked at, and why they change."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept with the version.",
    )

    def __init__(self, data: Any = None, *, parameters: Parameters, version: int) -> None:
        super().__init__(data, initial={"seen": version})
        self.pattern = parameters.to_json()
        for name, value in flat(self.pattern):
            self.fields[f"n.{name}"] = _field(name, value)

    def tables(self) -> Iterator[Table]:
        """The fields, table by table."""
        shown: set[str] = set()
        for name, title, hint in TABLES:
            cells = [key for key in self.fields if key.startswith(f"n.{name}") and key not in shown]
            shown |= set(cells)
            yield Table(title, hint, [self[key] for key in cells])

    def numbers(self) -> dict[str, Any]:
        """What `change_parameters` takes."""
        cells = {key[2:]: value for key, value in self.cleaned_data.items() if key.startswith("n.")}
        answer: dict[str, Any] = filled(self.pattern, cells)
        return answer


def _field(name: str, value: Any) -> forms.Field:
    label = _label(name)
    if isinstance(value, bool):
        return forms.BooleanField(label=label, initial=value, required=False)
    if name.startswith("matrix."):
        return forms.ChoiceField(label=label, choices=[(p.value, p.value) for p in Priority], initial=value)
    if value == "inf":
        return forms.ChoiceField(label=label, choices=[("inf", "anything farther off")], initial=value)
    return forms.FloatField(label=label, initial=value, widget=forms.NumberInput(attrs={"step": "any"}))


def _label(name: str) -> str:
    if name in WORDS:
        return WORDS[name]
    table, _, rest = name.partition(".")
    match table, rest.split("."):
        case "matrix", [impact, urgency]:
            return f"{IMPACT_WORDS[int(impact)]} impact, {URGENCY_WORDS[int(urgency)]} urgency"
        case "impact_bands", [place]:
            return LIMITS[place]
        case "urgency_bands", [place]:
            return URGENT[place]
        case (("hours_bands" | "sla_floor"), [place, part]):
            return f"{int(place) + 1}. {'up to' if part == '0' else 'counts'}"
    return (rest or name).replace("_", " ")
