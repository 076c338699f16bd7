"""Forms about talking to customers: touch points, promises, how they go on without us."""

from django import forms

from accounts.moments import DayField, MomentField
from catalog.forms.customers import offer_people
from catalog.forms.fields import RowForm
from catalog.models import Continuity, Promise, TouchPoint


class TouchPointForm(RowForm[TouchPoint]):
    """Who talked to whom."""

    talked_at = MomentField(label="When", help_text="Empty: now.")
    note = forms.CharField(label="What about", max_length=500, required=False)

    class Meta:
        model = TouchPoint
        fields = ["contact", "department", "person", "channel", "talked_at", "note"]
        labels = {"contact": "With whom", "department": "Our department", "person": "Who of us"}
        help_texts = {"person": "Empty: you."}

    def prepare(self) -> None:
        """Their own contacts, and our people."""
        contacts = self.instance.customer.contacts.order_by("-is_key_contact", "name")
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]  # a field of rows
        offer_people(self.fields["person"])


class PromiseForm(RowForm[Promise]):
    """What is promised by when, and what became of it."""

    promised_date = DayField(label="Promised by", required=True)
    slip_announced_date = DayField(
        label="Slip announced on",
        help_text="When we told them that it comes later; by the promised day is honest.",
    )
    new_date = DayField(label="New day")
    kept_date = DayField(label="Done on")

    class Meta:
        model = Promise
        fields = ["name", "kind", "promised_date", "slip_announced_date", "new_date", "kept_date"]
        labels = {"name": "What"}


class ContinuityForm(RowForm[Continuity]):
    """What a customer needs to go on without us."""

    last_export_test_date = DayField(
        label="Last test of the export", help_text="Restored and looked at, not only written."
    )
    notice_days = forms.IntegerField(
        label="Period of notice (days)", min_value=0, max_value=3650, required=False
    )

    class Meta:
        model = Continuity
        fields = ["escrow", "export_format", "last_export_test_date", "notice_days"]
        labels = {"escrow": "The source code is in escrow", "export_format": "Format of the export"}
