"""The form of Classify: what is affected, who suffers, how bad it is."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from accounts.numbers import numbers
from catalog.models import Customer
from incidents.forms.fields import ActForm, customer_named, words
from incidents.forms.judging import HOW, JudgingForm
from incidents.models import Classification
from incidents.operations.classify import Judgement
from incidents.priority import GRADES, IMPACT_WORDS, URGENCY_WORDS
from incidents.queries.judging import Judged, Situation, judge
from incidents.stages import Stage, is_at_most

IMPACT_HINTS = {1: "all or the most valuable customers stand still", 4: "hardly anybody notices"}
URGENCY_HINTS = {1: "they need it now", 4: "it can wait for a working day"}
COMPUTED = ("", "as computed")


def _grades(names: Any, hints: dict[int, str]) -> list[tuple[Any, str]]:
    return [
        COMPUTED,
        *(
            (grade, f"{grade} {word}" + (f": {hints[grade]}" if grade in hints else ""))
            for grade, word in names.items()
        ),
    ]


def _grade(label: str, names: Any, hints: dict[int, str]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        empty_value=None,
        required=False,
        choices=_grades(names, hints),
        widget=forms.RadioSelect,
    )


class ClassifyForm(JudgingForm, ActForm):
    """One judgement; grades that are left as computed follow the numbers."""

    exclude = forms.ModelMultipleChoiceField(queryset=Customer.objects.all(), required=False)
    include = words(
        "Further customers who suffer",
        rows=2,
        required=False,
        help_text="Names, one a line: who suffers although no link to an asset says so.",
        most=4000,
    )
    saw = forms.CharField(max_length=5, required=False)
    impact = _grade("Impact", IMPACT_WORDS, IMPACT_HINTS)
    urgency = _grade("Urgency", URGENCY_WORDS, URGENCY_HINTS)
    customer_visible = forms.BooleanField(
        label="Customers could notice it",
        required=False,
        help_text="If in doubt, yes: who could notice hears it from us.",
    )
    reason = words(
        "Why",
        rows=2,
        required=False,
        help_text="Needed for another grade than the computed one, for customers added or left out by hand, "
        "and when the classification is changed later.",
    )

    def begin(self) -> dict[str, Any]:
        """The newest version, provisional or not, so that confirming is one press."""
        last = self.incident.classifications.order_by("-version").first()
        rows = list(self.incident.assets.all())
        hand = self.incident.customers.filter(known__in=("hand", "report")).select_related("customer")
        return {
            "assets": [row.asset_id for row in rows],
            **{f"{HOW}{row.asset_id}": row.degradation for row in rows},
            "component_unknown": self.incident.component_unknown,
            "exclude": [row.customer_id for row in hand if row.state == "excluded"],
            "include": "\n".join(
                str(row.customer) for row in hand if row.state == "affected" and row.known == "hand"
            ),
            "customer_visible": True,
            **(_circumstances(last) if last and last.version else {}),
        }

    def prepare(self) -> None:
        """Chosen assets stay in the list, whatever is searched for."""
        self.offer_assets()
        self.fields["reason"].required = not is_at_most(self.incident.stage, Stage.CLASSIFY)

    def left_out(self) -> set[int]:
        """The customers that are ticked as not affected."""
        return set(numbers(self["exclude"].value() or ()))

    def judged(self, *, at: datetime) -> Judged:
        """What the numbers say of what is ticked so far."""
        return judge(self._situation(at=at), at=at)

    def _situation(self, *, at: datetime) -> Situation:
        circumstances = self.circumstances(at=at)
        return Judgement(
            include=self._named(),
            exclude=Customer.objects.filter(pk__in=self.left_out()),
            component_unknown=bool(self["component_unknown"].value()),
            circumstances=circumstances,
        ).situation(self.incident, own=self.own())

    def _named(self) -> list[Customer]:
        """The customers whose names can be read so far."""
        found = []
        for line in str(self["include"].value() or "").splitlines():
            try:
                found += [customer_named(line)] if line.strip() else []
            except forms.ValidationError:
                continue
        return found

    def clean_include(self) -> list[Customer]:
        """Each line is a customer."""
        return [customer_named(line) for line in self.cleaned_data["include"].splitlines() if line.strip()]

    def clean_saw(self) -> tuple[int, int] | None:
        """The computed grades that the page showed."""
        given = numbers(self.cleaned_data["saw"].split("/"))
        if len(given) != 2 or not set(given) <= set(GRADES):
            return None
        return given[0], given[1]

    def clean(self) -> dict[str, Any]:
        """Something is affected, or nobody knows what."""
        given = super().clean() or {}
        if not given.get("assets") and not given.get("component_unknown") and "assets" not in self.errors:
            self.add_error("assets", "Choose the affected assets, or say that they are unknown.")
        return given

    def judgement(self, *, at: datetime) -> Judgement:
        """What `classify` takes. Raises Invalid."""
        given = self.cleaned_data
        names = (
            "impact",
            "urgency",
            "component_unknown",
            "include",
            "customer_visible",
            "eta_minutes",
            "reason",
        )
        computed = given["impact"] is None or given["urgency"] is None
        return Judgement(
            assets=list(given["assets"]),
            degradations=self.how(),
            exclude=list(given["exclude"]),
            circumstances=self.circumstances(at=at),
            saw=given["saw"] if computed else None,
            **{name: given[name] for name in names},
        )


def _circumstances(last: Classification) -> dict[str, Any]:
    left = None if last.deadline_at is None else (last.deadline_at - last.created_at) / timedelta(hours=1)
    return {
        "customer_visible": last.customer_visible,
        "workaround": last.workaround,
        "worsening": last.worsening,
        "data_risk": last.data_risk,
        "deadline_hours": left,
    }
