"""The forms of schedules: a name and a zone, a layer, somebody who stands in, a swap, an absence."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Team, User
from accounts.moments import DayField, MomentField
from catalog.models import Calendar
from oncall.forms.paths import CLOCK
from oncall.models import Layer
from oncall.operations.scheduling import Drawing
from oncall.rota.hours_words import read, say

MOST_AT_ONCE = 20
MOST_HOURS = 24 * 366


class UserChoice(forms.ModelChoiceField[User]):
    """Somebody who works here, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.filter(is_active=True).order_by("name"), **kwargs)


class ScheduleForm(forms.Form):
    """What duty it is, and by whose clock it is handed over."""

    name = forms.CharField(label="Name", max_length=80, help_text="What people are on call for: Databases.")
    zone = forms.CharField(
        label="By the clock of", max_length=60, help_text="As Europe/London. Hand-overs follow this clock."
    )

    owner = forms.ModelChoiceField(
        Team.objects.order_by("name"),
        label="Looked after by",
        required=False,
        empty_label="the operations managers",
        help_text="Who hears of gaps a week ahead.",
    )

    def clean_zone(self) -> str:
        """A zone that the calendars know."""
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise ValidationError("This zone is not known. Write it as Europe/London or America/New_York.")
        return zone


class LayerForm(forms.Form):
    """One rotation: who takes turns, how long a turn is, when it is handed over, and at which hours it counts."""

    name = forms.CharField(label="Name", max_length=80, help_text="As Weekly, or Nights.")
    members = forms.CharField(
        label="Who takes turns",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text="One name a line, in order. Who is added later joins without moving the others' dates.",
    )
    at_once = forms.IntegerField(label="People at once", min_value=1, max_value=MOST_AT_ONCE, initial=1)
    every = forms.IntegerField(label="A turn is", min_value=1, max_value=366, initial=1)
    unit = forms.ChoiceField(label="Hours, days, weeks or months", choices=Layer.Unit.choices, initial="week")
    pattern = forms.CharField(
        label="The pattern",
        required=False,
        max_length=200,
        help_text="Only for a pattern: lengths with commas, as 4d, 3d for Monday to Thursday and Friday to Sunday.",
    )
    first_date = DayField(
        label="A hand-over is on",
        required=True,
        help_text="Any one; the others follow from it. The first person of the list begins there.",
    )
    first_time = forms.TimeField(
        label="At", widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"), help_text="On the schedule's clock."
    )
    hours = forms.CharField(
        label="Only at these hours",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="One line for each: Mon-Fri 18:00-08:00, then Sat, Sun. An end before the beginning is the next "
        "day's. Empty: always. Turns without any of these hours do not count.",
    )
    on_holidays = forms.ChoiceField(label="On holidays", choices=Layer.OnHolidays.choices, required=False)
    holidays_of = forms.ModelChoiceField(
        Calendar.objects.order_by("name"),
        label="Holidays of",
        required=False,
        empty_label="no calendar",
        help_text="A calendar of the catalog: the public holidays of its country, and its own days.",
    )

    def clean_members(self) -> list[int]:
        """Names or logins of people who work here, each once. Raises ValidationError naming who is not known."""
        known: dict[str, int] = {}
        for user in User.objects.filter(is_active=True):
            known |= {user.username.lower(): user.pk, user.name.lower(): user.pk}
        wanted = [name.strip() for name in re.split(r"[\n,;]", self.cleaned_data["members"]) if name.strip()]
        unknown = [name for name in wanted if name.lower() not in known]
        if unknown:
            raise ValidationError(
                f"Nobody here is called {', '.join(unknown)}. Write names as in the list of people."
            )
        return list(dict.fromkeys(known[name.lower()] for name in wanted))

    def clean_hours(self) -> list[dict[str, object]]:
        """Sets of hours. Raises ValidationError naming the line that is not understood."""
        try:
            return read(self.cleaned_data["hours"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """A pattern needs lengths; who looks at holidays says whose."""
        given = super().clean() or {}
        if given.get("unit") == Layer.Unit.CUSTOM:
            try:
                given["pattern"] = lengths(given.get("pattern", ""))
            except ValueError:
                self.add_error("pattern", "Write lengths as 4d, 3d or 12h, 12h.")
        if given.get("on_holidays") and not given.get("holidays_of"):
            self.add_error("holidays_of", "Choose whose holidays count.")
        return given

    def drawing(self) -> Drawing:
        """The layer as it was drawn."""
        given = self.cleaned_data
        return Drawing(
            name=given["name"],
            unit=given["unit"],
            every=given["every"],
            pattern=given["pattern"] if given["unit"] == Layer.Unit.CUSTOM else (),
            anchor=datetime.combine(given["first_date"], given["first_time"], UTC),
            at_once=given["at_once"],
            members=given["members"],
            hours=given["hours"],
            on_holidays=given["on_holidays"],
            holidays_of=given["holidays_of"].pk if given["on_holidays"] else None,
        )


def begin_layer(layer: Layer, names: list[str]) -> dict[str, Any]:
    """A layer as the form shows it."""
    return {
        "name": layer.name,
        "members": "\n".join(names),
        "at_once": layer.at_once,
        "every": layer.every,
        "unit": layer.unit,
        "pattern": ", ".join(f"{n // 24}d" if n % 24 == 0 else f"{n}h" for n in layer.pattern),
        "first_date": layer.anchor.date(),
        "first_time": layer.anchor.time(),
        "hours": say(layer.hours),
        "on_holidays": layer.on_holidays,
        "holidays_of": layer.holidays_of_id,
    }


def new_layer(today: date) -> dict[str, Any]:
    """What most layers are: a week each, handed over in the morning."""
    return {"every": 1, "unit": "week", "at_once": 1, "first_date": today, "first_time": time(9)}


def lengths(text: str) -> list[int]:
    """Hours of each turn: “4d, 12h”. Raises ValueError."""
    found = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,4})\s*([dh])[a-z]*\s*", part.lower())
        hours = int(match[1]) * (24 if match[2] == "d" else 1) if match else 0
        if not 0 < hours <= MOST_HOURS:
            raise ValueError(part)
        found.append(hours)
    return found


class SpanForm(forms.Form):
    """From a moment to another, by the clock of whoever writes it."""

    starts_at = MomentField(label="From", required=True)
    ends_at = MomentField(label="Until", required=True)


class StandInForm(SpanForm):
    """Who stands in, and when."""

    user = UserChoice(label="Who stands in")
    layer = forms.ModelChoiceField(
        Layer.objects.none(), label="Only in the layer", required=False, empty_label="the whole schedule"
    )
    why = forms.CharField(label="Why", max_length=200, required=False)
    field_order = ("user", "starts_at", "ends_at", "layer", "why")

    def __init__(self, *args: Any, schedule_id: int, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layer = self.fields["layer"]
        if isinstance(layer, forms.ModelChoiceField):
            layer.queryset = Layer.objects.filter(schedule=schedule_id).exclude(ends_at__lte=at)


class SwapForm(SpanForm):
    """Whose duty should be taken by somebody else, and when."""

    gives = UserChoice(label="Whose duty")
    note = forms.CharField(label="A word to the others", max_length=200, required=False)
    field_order = ("gives", "starts_at", "ends_at", "note")


class AbsenceForm(SpanForm):
    """Who is away, and when."""

    user = UserChoice(label="Who is away")
    why = forms.CharField(
        label="Why", max_length=200, required=False, help_text="Everybody on the staff can read it."
    )
    field_order = ("user", "starts_at", "ends_at", "why")


def local_today(at: datetime, zone: str) -> date:
    """The date on the wall of a zone."""
    return at.astimezone(ZoneInfo(zone)).date()
