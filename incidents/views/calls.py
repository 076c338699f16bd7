"""A call that somebody made: how it went."""

from accounts.access import insiders_only
from incidents.forms.calls import CallForm
from incidents.operations import calls
from incidents.views.acts import Asked, act


@act("report_call", CallForm, admits=insiders_only)
def report_call(asked: Asked, task: int) -> None:
    """Whoever is to make the call, executives too, and the Incident Manager; who was not reached is written to."""
    asked.do(calls.report_call, task_id=task, outcome=asked.data["outcome"], note=asked.data["note"])
