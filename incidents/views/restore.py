"""Restore: the service works again, the all-clear is verified, or the fix did not hold."""

from incidents.forms import restore as forms
from incidents.forms.notify import ReasonForm
from incidents.operations import failover, restore
from incidents.views.acts import Asked, act


@act("restored", forms.RestoredForm)
def restored(asked: Asked) -> None:
    """The service works again."""
    given = asked.data
    asked.do_if_fresh(restore.mark_restored, restored_at=given["restored_at"], resolved=given["resolved"])


@act("approve_failover", forms.FailoverForm)
def approve_failover(asked: Asked) -> None:
    """One of the two agrees to the failover."""
    asked.do_if_fresh(failover.approve_failover, cost=asked.data["cost"])


@act("resolved", forms.ResolvedForm)
def resolved(asked: Asked) -> None:
    """The cause is gone."""
    asked.do(restore.note_resolved, resolved_at=asked.data["resolved_at"])


@act("restore_failed", ReasonForm)
def restore_failed(asked: Asked) -> None:
    """The fix did not hold."""
    asked.do_if_fresh(restore.restore_failed, reason=asked.data["reason"])


@act("verify", forms.VerifyForm)
def verify(asked: Asked) -> None:
    """The all-clear was looked at."""
    asked.do_if_fresh(restore.verify_comms, audiences=asked.data["audiences"])


@act("quick_restore", forms.QuickForm)
def quick_restore(asked: Asked) -> None:
    """The short way for small incidents."""
    given = asked.data
    asked.do_if_fresh(restore.quick_restore, restored_at=given["restored_at"], close=given["close"])
