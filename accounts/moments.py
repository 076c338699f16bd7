"""Moments and days that people and programs give us: with a zone, and in the years that calendars hold."""

from datetime import date, datetime
from typing import Any

from django import forms
from rest_framework import serializers

FIRST_YEAR, LAST_YEAR = 2000, 2100
OUTSIDE = f"Give a moment after {FIRST_YEAR} and before {LAST_YEAR}."
# Customers and partners came, and promises were made, before there was anything to watch over.
EARLIEST_YEAR = 1900


def is_near(moment: date) -> bool:
    """Whether it lies where zones, calendars and sums of hours can follow."""
    return FIRST_YEAR < moment.year < LAST_YEAR


class Moment(serializers.DateTimeField):
    """A moment that the API takes."""

    default_error_messages = {"year": OUTSIDE}

    def to_internal_value(self, value: Any) -> datetime:
        """The moment. Raises ValidationError."""
        found = super().to_internal_value(value)
        if not is_near(found):
            self.fail("year")
        return found


class Day(serializers.DateField):
    """A day that the API takes. `since` is the first year that makes sense, where it lies further back."""

    default_error_messages = {"year": "Give a day after {first} and before {last}."}

    def __init__(self, *, since: int = FIRST_YEAR, **kwargs: Any) -> None:
        self.since = since
        super().__init__(**kwargs)

    def to_internal_value(self, value: Any) -> date:
        """The day. Raises ValidationError."""
        found: date = super().to_internal_value(value)
        if not self.since < found.year < LAST_YEAR:
            self.fail("year", first=self.since, last=LAST_YEAR)
        return found


class MomentField(forms.DateTimeField):
    """A moment of a form, in the reader's zone, which the view has made the current one."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": 60}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": "Enter a date and a time, like 2026-03-10 14:40."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """In the reader's zone, without the seconds."""
        if isinstance(value, datetime):
            return super().prepare_value(value.replace(second=0, microsecond=0))
        return value

    def clean(self, value: Any) -> datetime | None:
        """The moment, if one was given. Raises ValidationError."""
        try:
            found: datetime | None = super().clean(value)
        except OverflowError as error:
            raise forms.ValidationError(OUTSIDE) from error
        if found is not None and not is_near(found):
            raise forms.ValidationError(OUTSIDE)
        return found


class DayField(forms.DateField):
    """A day of a form, as browsers take it, whatever the language. `since` is as in `Day`."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "Enter a day, like 2026-03-10."}

    def __init__(self, *, since: int = FIRST_YEAR, **kwargs: Any) -> None:
        self.since = since
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> date | None:
        """The day, if one was given. Raises ValidationError."""
        found: date | None = super().clean(value)
        if found is not None and not self.since < found.year < LAST_YEAR:
            raise forms.ValidationError(f"Give a day after {self.since} and before {LAST_YEAR}.")
        return found
