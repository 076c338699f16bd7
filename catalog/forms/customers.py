"""Forms about customers: the customer, its contacts, its contract terms, its leaving."""

from typing import Any

from django import forms

from accounts.moments import EARLIEST_YEAR, DayField
from accounts.queries import holders
from accounts.roles import STAFF
from catalog.forms.fields import ListedField, PhoneField, RowForm
from catalog.models import ContractTerm, Customer, CustomerContact, PartnerContact

# Kinds of messages that a contact may refuse.
OPT_OUTS = (("initial", "news of incidents"), ("rfo", "reports after incidents"))


class CustomerForm(RowForm[Customer]):
    """What we know of a customer."""

    arr = forms.DecimalField(
        label="Value a year", min_value=0, max_digits=14, decimal_places=2, required=False
    )
    segments = ListedField(help_text="Words with commas between them.")
    since_date = DayField(label="Customer since", since=EARLIEST_YEAR)
    external_id = forms.CharField(
        label="External id",
        max_length=200,
        required=False,
        help_text="How another system names this customer.",
    )

    class Meta:
        model = Customer
        fields = [
            "name", "tier", "status", "arr", "top10", "segments", "account_manager", "partner", "calendar",
            "since_date", "external_id",
        ]  # fmt: skip
        labels = {"top10": "One of our ten most valuable", "account_manager": "Account manager"}
        help_texts = {"calendar": "Without one a customer counts as open day and night."}

    def prepare(self) -> None:
        """Account managers first, then everybody else on the staff."""
        offer_people(self.fields["account_manager"])

    def clean_arr(self) -> Any:
        """Nothing typed is nothing paid."""
        return self.cleaned_data["arr"] or 0


def offer_people(field: Any) -> None:
    """Let one choose among the staff; who manages accounts comes first."""
    people = sorted(holders(*STAFF), key=lambda user: ("account_manager" not in user.roles, user.name))
    field.choices = [("", "nobody"), *((user.pk, str(user)) for user in people)]


class LeaveForm(forms.Form):
    """A customer leaves."""

    left_date = DayField(label="When?", help_text="Empty: today.")
    reason = forms.CharField(label="Why?", max_length=300, required=False)


class ContactForm(RowForm[CustomerContact]):
    """A person at a customer."""

    phone = PhoneField()
    opt_outs = forms.MultipleChoiceField(
        label="Does not want", choices=OPT_OUTS, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = CustomerContact
        fields = ["name", "role", "email", "phone", "is_key_contact", "language", "opt_outs"]
        labels = {"email": "Mail", "is_key_contact": "Key contact: is called in a bad incident"}

    def clean_email(self) -> str:
        """One spelling a mail address."""
        return str(self.cleaned_data["email"]).lower()


class PartnerContactForm(RowForm[PartnerContact]):
    """A person at a partner."""

    phone = PhoneField()
    opt_outs = forms.MultipleChoiceField(
        label="Does not want", choices=OPT_OUTS, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = PartnerContact
        fields = ["name", "role", "email", "phone", "language", "opt_outs"]
        labels = {"email": "Mail"}

    def clean_email(self) -> str:
        """One spelling a mail address."""
        return str(self.cleaned_data["email"]).lower()


class VerifyForm(forms.Form):
    """How somebody knows that an address is right."""

    how = forms.CharField(
        label="How do you know?",
        max_length=300,
        help_text="For example: called back on the number in the contract.",
        error_messages={"required": "Say how you know that it is right."},
    )


class TermForm(RowForm[ContractTerm]):
    """What the contract promises."""

    restore_minutes = forms.IntegerField(
        label="Restored within (minutes)", min_value=1, max_value=525_600, help_text="4 hours are 240."
    )

    class Meta:
        model = ContractTerm
        fields = ["name", "restore_minutes", "calendar"]
        labels = {"name": "What"}
        help_texts = {"calendar": "Whose hours count; without one every hour does."}
