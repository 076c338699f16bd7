"""Of which span and schedule the sharing of duty is asked for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from accounts.moments import DayField
from oncall.models import Schedule

USUAL = timedelta(days=91)
MOST = timedelta(days=400)
DAY = timedelta(days=1)


class FairnessForm(forms.Form):
    """From a day until another, both included; the last quarter of a year if nothing is said."""

    since = DayField(label="From", required=True)
    until = DayField(label="Until", required=True)
    schedule = forms.ModelChoiceField(
        Schedule.objects.order_by("name"), label="Schedule", required=False, empty_label="all of them"
    )

    @classmethod
    def asked(cls, given: Any, at: datetime, zone: ZoneInfo) -> FairnessForm:
        """The form as an address fills it in; what is left out is as usual."""
        today = at.astimezone(zone).date()
        usual = {"since": (today - USUAL).isoformat(), "until": today.isoformat()}
        return cls({**usual, **{name: given[name] for name in cls.base_fields if given.get(name)}})

    def clean(self) -> dict[str, Any]:
        """Forward, and not too long. Raises ValidationError."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and not timedelta(0) <= until - since < MOST:
            raise forms.ValidationError("Ask for days that end after they begin, within 400 days.")
        return given

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The moments it begins and ends."""
        since: date = self.cleaned_data["since"]
        until: date = self.cleaned_data["until"]
        return (
            datetime.combine(since, time(0), zone).astimezone(ZoneInfo("UTC")),
            datetime.combine(until + DAY, time(0), zone).astimezone(ZoneInfo("UTC")),
        )

    def schedule_id(self) -> int | None:
        """The one schedule that is asked for."""
        chosen = self.cleaned_data["schedule"]
        return chosen.pk if chosen else None
