"""The form of a calendar: hours in a zone, public holidays of a country, days of one's own."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from catalog.forms.fields import RowForm
from catalog.models import Calendar
from catalog.public_holidays import countries

DAYS = tuple(enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")))
MOST_DAYS = 400


class DaysField(forms.CharField):
    """Days of one's own, one a line."""

    def prepare_value(self, value: Any) -> Any:
        """One a line."""
        if isinstance(value, list):
            return "\n".join(day.isoformat() if isinstance(day, date) else str(day) for day in value)
        return value

    def clean(self, value: Any) -> list[date]:
        """Raises ValidationError naming what is no day."""
        words = super().clean(value).replace(",", " ").split()
        if len(words) > MOST_DAYS:
            raise ValidationError(f"At most {MOST_DAYS} days.")
        return sorted({_day(word) for word in words})


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise ValidationError(f"“{word}” is no day. Write it as 2026-12-24.") from error


class CalendarForm(RowForm[Calendar]):
    """When people are at work."""

    zone = forms.CharField(
        label="Time zone", max_length=60, help_text="As Europe/London: clock changes follow by themselves."
    )
    days = forms.TypedMultipleChoiceField(
        label="Working days", coerce=int, choices=DAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    country = forms.CharField(
        label="Public holidays of", max_length=2, required=False, help_text="Two letters, as GB. Empty: none."
    )
    subdivision = forms.CharField(
        label="Region", max_length=10, required=False, help_text="As SCT or BY, where the regions differ."
    )
    holidays = DaysField(
        label="Days of our own",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, as 2026-12-24.",
    )

    class Meta:
        model = Calendar
        fields = ["name", "zone", "is_24x7", "days", "opens", "closes", "country", "subdivision", "holidays"]
        labels = {"is_24x7": "Open day and night", "opens": "Opens", "closes": "Closes"}
        help_texts = {
            "closes": "At or before opening: a shift past midnight, which belongs to its first day."
        }
        widgets = {
            "opens": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean_zone(self) -> str:
        """Raises ValidationError for what is no zone."""
        zone: str = self.cleaned_data["zone"].strip()
        if zone not in available_timezones():
            raise ValidationError(f"“{zone}” is no time zone. Write it as Europe/London.")
        return zone

    def clean_country(self) -> str:
        """Raises ValidationError for a country whose holidays nobody knows."""
        country: str = self.cleaned_data["country"].strip().upper()
        if country and country not in countries():
            raise ValidationError(f"We know no holidays of “{country}”. Two letters, as GB, DE or US.")
        return country

    def clean(self) -> dict[str, Any]:
        """A region belongs to its country; whoever is not always open has a working day."""
        given = super().clean() or {}
        region = given.get("subdivision", "").strip().upper()
        given["subdivision"] = region
        regions = countries().get(given.get("country", ""), [])
        if region and "country" in given and region not in regions:
            known = ", ".join(regions[:20]) or "no regions"
            self.add_error("subdivision", f"“{region}” is no region there. We know {known}.")
        if not given.get("is_24x7") and not given.get("days") and "days" not in self.errors:
            self.add_error("days", "Tick at least one day, or open day and night.")
        return given
