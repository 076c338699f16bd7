"""Record: how it showed itself, how we know, and when."""

from incidents.forms.record import RecordForm
from incidents.operations.record import record_details
from incidents.views.acts import Asked, act


@act("record", RecordForm)
def record(asked: Asked) -> None:
    """Write the record down or correct it."""
    asked.do_if_fresh(record_details, record=asked.form.record())
