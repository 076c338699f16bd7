"""When a person sees it differently from what was computed, and when the computed class changes by itself."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.priority import grades_down, is_higher

IM_FROM = 2  # grades down that need the Incident Manager


@dataclass(frozen=True, kw_only=True)
class Override:
    """A grade chosen beside the computed one, which is kept."""

    computed: int
    chosen: int
    reason: str = ""

    def refusals(self, *, by_im: bool) -> list[str]:
        """Reason codes: another grade needs a reason, two or more grades down the Incident Manager."""
        codes = []
        if self.chosen != self.computed and not self.reason.strip():
            codes.append("REASON")
        if grades_down(self.computed, self.chosen) >= IM_FROM and not by_im:
            codes.append("CLS_OVERRIDE_IM")
        return codes


def next_move(*, stands: str, computed: str, auto_raise: bool = False) -> str:
    """What follows when the clock moved the computed priority: nothing, a suggestion, or a raise by itself."""
    if stands == computed:
        return "nothing"
    return "raise" if auto_raise and is_higher(computed, stands) else "suggest"
