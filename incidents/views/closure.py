"""Closure: the record, the papers, the ledger, and closing."""

from incidents.forms import closure as forms
from incidents.operations import closure
from incidents.views.acts import Asked, act


@act("complete_record", forms.CompleteForm)
def complete_record(asked: Asked) -> None:
    """Declare the record complete."""
    given = {name: asked.data[name] for name in asked.form.fields if name != "seen"}
    asked.do_if_fresh(closure.complete_record, **given)


@act("post_mortem", forms.PostMortemForm)
def post_mortem(asked: Asked) -> None:
    """Write the post-mortem."""
    asked.do_if_fresh(closure.write_post_mortem, text=asked.data["text"], done=asked.data["done"])


@act("report_text", forms.ReportTextForm)
def report_text(asked: Asked) -> None:
    """Write the report to customers."""
    asked.do(closure.write_customer_report, text=asked.data["text"])


@act("approve_report")
def approve_report(asked: Asked) -> None:
    """An operations manager approves it."""
    asked.do(closure.approve_customer_report)


@act("send_report")
def send_report(asked: Asked) -> None:
    """It goes out."""
    asked.do(closure.send_customer_report)


@act("ledger", forms.LedgerForm)
def ledger(asked: Asked, customer: int) -> None:
    """Did we let this customer down?"""
    given = asked.data
    asked.do(closure.answer_ledger, customer_id=customer, let_down=given["let_down"], note=given["note"])


@act("problem_ticket", forms.TicketForm)
def problem_ticket(asked: Asked) -> None:
    """Where the lasting solution is worked on."""
    asked.do(closure.set_problem_ticket, ticket=asked.data["ticket"])


@act("close")
def close(asked: Asked) -> None:
    """Close the incident."""
    asked.do_if_fresh(closure.close)
