"""Moments that people and programs give us: with a zone, and in the years that calendars hold."""

from datetime import datetime
from typing import Any

from django import forms
from rest_framework import serializers

FIRST_YEAR, LAST_YEAR = 2000, 2100
OUTSIDE = f"Give a moment after {FIRST_YEAR} and before {LAST_YEAR}."


def is_near(moment: datetime) -> bool:
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
