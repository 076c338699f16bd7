"""What if this broke: the questions of a classification, without an incident."""

from datetime import datetime
from typing import Any

from accounts.moments import MomentField
from incidents.forms.judging import JudgingForm
from incidents.queries.judging import Judged, Situation, judge


class WhatIfForm(JudgingForm):
    """Assets, circumstances, and the moment, which may be any."""

    when = MomentField(label="When", help_text="Empty: now.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.offer_assets()

    def moment(self, *, now: datetime) -> datetime:
        """The moment that was asked for; one that cannot be read yet counts as now."""
        found: datetime | None = self.cleaned_data.get("when") if self.is_valid() else None
        return found or now

    def judged(self, *, now: datetime) -> Judged:
        """What the numbers say of it."""
        at = self.moment(now=now)
        situation = Situation(
            own=self.own(),
            component_unknown=self.is_unknown(),
            circumstances=self.circumstances(at=at),
            detected_at=at,
        )
        return judge(situation, at=at)

    def is_unknown(self) -> bool:
        """Whether nobody knows yet what is affected."""
        return bool(self["component_unknown"].value())

    def is_asked(self) -> bool:
        """Whether there is anything to answer."""
        return bool(self.chosen()) or self.is_unknown()
