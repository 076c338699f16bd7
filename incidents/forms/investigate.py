"""Forms of Investigate: rooms, tasks, what fails, what is known, and how to restore."""

from typing import Any

from django import forms

from accounts.models import User
from accounts.moments import MomentField
from incidents.forms.fields import ActForm, people, person, words
from incidents.models import RestoreAction

ABOUT = [("note", "it happened"), ("known", "it is known"), ("tried", "it was tried")]


class RoomForm(ActForm):
    """People meet in a place."""

    location = forms.CharField(
        label="Where", max_length=200, error_messages={"required": "A physical room needs its place."}
    )


class PersonForm(ActForm):
    """One person at the door or in the room."""

    user = forms.IntegerField(widget=forms.HiddenInput)


class TaskForm(ActForm):
    """Something one person is to do."""

    title = forms.CharField(
        label="What is to be done",
        max_length=200,
        error_messages={"required": "Say in a few words what is to be done."},
    )
    assignee = forms.ChoiceField(label="By whom", required=False)

    def prepare(self) -> None:
        """Everybody but the Incident Manager, who holds no tasks."""
        self.offer("assignee", [("", "whoever takes it"), *people(but=self.incident.im_id)])

    def clean_assignee(self) -> User | None:
        """The person behind the number."""
        return person(self.cleaned_data["assignee"])


class ResultForm(ActForm):
    """How a task ended."""

    result = words("What came of it?", rows=2, required=False)


class ProblemForm(ActForm):
    """What fails, in one sentence."""

    statement = words(
        "Problem statement", rows=2, help_text="What, since when, for whom. No cause yet.", most=1000
    )

    def begin(self) -> dict[str, Any]:
        """What was said last."""
        return {"statement": self.incident.problem_statement}


class SuspectForm(ActForm):
    """What is suspected."""

    component = forms.CharField(
        label="Suspected component",
        max_length=160,
        widget=forms.TextInput(attrs={"list": "suspects"}),
        help_text="“unknown” is an answer.",
        error_messages={"required": "Name it, or write “unknown”."},
    )

    def begin(self) -> dict[str, Any]:
        """What was suspected last."""
        return {"component": self.incident.suspected_component}


class NoteForm(ActForm):
    """A line for the timeline."""

    text = words("What happened, or what you found", rows=2, most=2000)
    about = forms.ChoiceField(label="It is about", choices=ABOUT, required=False)
    happened_at = MomentField(label="When, if not now")

    def clean_about(self) -> str:
        """Just a note unless one says otherwise."""
        return self.cleaned_data["about"] or "note"


class OptionForm(ActForm):
    """How the service is to come back."""

    option = forms.ChoiceField(
        label="How",
        choices=RestoreAction.Option.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how to restore."},
    )
    rationale = words("Why this one?", rows=2)

    def begin(self) -> dict[str, Any]:
        """What was chosen last."""
        return {"option": self.incident.restore_option, "rationale": self.incident.restore_rationale}
