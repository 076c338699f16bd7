"""Escalate: who leads, and going on without an acknowledgement."""

from typing import cast

from accounts.models import User
from incidents.forms.escalate import NameForm
from incidents.forms.notify import PerhapsReasonForm, ReasonForm
from incidents.operations import escalate
from incidents.views.acts import Asked, act


@act("name_im", NameForm)
def name_im(asked: Asked) -> None:
    """Ask somebody to be Incident Manager."""
    asked.do_if_fresh(escalate.name_im, user=asked.data["user"])


@act("command")
def command(asked: Asked) -> None:
    """A candidate takes command herself."""
    asked.do_if_fresh(escalate.name_im, user=cast(User, asked.request.user))


@act("accept_im")
def accept_im(asked: Asked) -> None:
    """The named candidate accepts."""
    asked.do_if_fresh(escalate.accept_im)


@act("decline_im", PerhapsReasonForm)
def decline_im(asked: Asked) -> None:
    """The named candidate declines."""
    asked.do(escalate.decline_im, reason=asked.data["reason"])


@act("override_ack", ReasonForm)
def override_ack(asked: Asked) -> None:
    """Go on although nobody acknowledged."""
    asked.do_if_fresh(escalate.override_acknowledgement, reason=asked.data["reason"])
