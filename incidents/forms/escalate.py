"""Forms of Escalate: who is to lead."""

from django import forms

from accounts.models import User
from incidents.forms.fields import ActForm, people, person


class NameForm(ActForm):
    """Somebody is asked to be Incident Manager."""

    user = forms.ChoiceField(label="Who", error_messages={"required": "Choose whom to ask."})

    def prepare(self) -> None:
        """The candidates but the one in office."""
        in_office = self.incident.im_id if self.incident.im_accepted_at else None
        self.offer("user", people("im_candidate", but=in_office))

    def clean_user(self) -> User:
        """The person behind the number."""
        found = person(self.cleaned_data["user"])
        if found is None:
            raise forms.ValidationError("This person is not active any more.")
        return found
