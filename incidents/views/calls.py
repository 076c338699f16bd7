"""A call that somebody made: how it went."""

from incidents.forms.calls import CallForm
from incidents.operations import calls
from incidents.views.acts import Asked, act


@act("report_call", CallForm)
def report_call(asked: Asked, task: int) -> None:
    """Whoever made the call; who could not be reached is written to."""
    asked.do(calls.report_call, task_id=task, outcome=asked.data["outcome"], note=asked.data["note"])
