"""The exits beside the road, and going on to the next stage."""

from incidents.forms.ending import MergeForm
from incidents.forms.notify import ReasonForm
from incidents.operations import acting, ending
from incidents.views.acts import Asked, act


@act("false_alarm", ReasonForm)
def false_alarm(asked: Asked) -> None:
    """Nothing was wrong."""
    asked.do_if_fresh(ending.false_alarm, reason=asked.data["reason"])


@act("merge", MergeForm)
def merge(asked: Asked) -> None:
    """Make it part of another incident."""
    asked.do_if_fresh(ending.merge_into, into_id=asked.data["into"])


@act("reopen", ReasonForm)
def reopen(asked: Asked) -> None:
    """Bring a closed incident back."""
    asked.do(ending.reopen, reason=asked.data["reason"])


@act("advance")
def advance(asked: Asked) -> None:
    """Go on to the next stage."""
    asked.do_if_fresh(acting.advance)
