"""The form of the page about pages: from which day to which."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from accounts.moments import DayField

USUAL = timedelta(days=30)
LONGEST = timedelta(days=400)


class SpanForm(forms.Form):
    """The first day and the last. Left out: the last thirty days."""

    starts = DayField(label="From")
    ends = DayField(label="To")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """`today` is the reader's."""
        kwargs.setdefault("label_suffix", "")
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Forwards, not in the future alone, and not longer than a year and a month."""
        given = super().clean() or {}
        ends = given.get("ends") or self.today
        starts = given.get("starts") or ends - USUAL + timedelta(days=1)
        if not self.errors and starts > ends:
            self.add_error("ends", "The last day lies before the first.")
        if not self.errors and ends - starts >= LONGEST:
            self.add_error("starts", f"Choose at most {LONGEST.days} days.")
        return {"starts": starts, "ends": ends}

    @property
    def span(self) -> tuple[date, date]:
        """What was chosen, else the usual: a page with a mistake in its form still shows something."""
        if self.is_valid():
            return self.cleaned_data["starts"], self.cleaned_data["ends"]
        return self.today - USUAL + timedelta(days=1), self.today
