"""Notify: a step waived, or the decision that nothing is published."""

from incidents.forms.notify import ReasonForm
from incidents.operations import notify
from incidents.views.acts import Asked, act


@act("withhold", ReasonForm)
def withhold(asked: Asked) -> None:
    """Nothing is published, for a reason."""
    asked.do_if_fresh(notify.do_not_publish, reason=asked.data["reason"])


@act("waive_step", ReasonForm)
def waive_step(asked: Asked, step: int) -> None:
    """One step of the plan is let go."""
    asked.do_if_fresh(notify.waive_step, step_id=step, reason=asked.data["reason"])
