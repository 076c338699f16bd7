"""The forms with which support tells the public something."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from incidents.sentences import SENTENCES
from statuspage.models import ComponentState, StatusUpdate
from statuspage.queries import Story, may_be_told_to_some
from statuspage.telling import wording
from statuspage.telling.colours import component_state
from statuspage.telling.freshness import interval_of
from statuspage.telling.publishing import CORRECTION

STP_TEXT = SENTENCES["STP_TEXT"]
Status = StatusUpdate.Status
UNTOUCHED = ("", "not touched by this")
PREFIX = "component_"
A_DAY_MIN = 1440
PAGE_ONLY, EVERYBODY, AFFECTED = "page", "everybody", "affected"


def _words() -> forms.CharField:
    return forms.CharField(
        label="What customers read",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": STP_TEXT},
        help_text="Plain words, names of components only. “No news” is news too.",
    )


def _reach(*, over: bool, failed: bool) -> forms.ChoiceField:
    """Nobody wants a mail because of a comma."""
    heard = "had the all-clear" if over else "was told of it"
    return forms.ChoiceField(
        label="Who is told",
        choices=[
            (PAGE_ONLY, "The page only: a typo, a clearer word"),
            (EVERYBODY, f"Also everybody who {heard}: something else is true"),
        ],
        widget=forms.RadioSelect,
        initial=EVERYBODY if over and failed else PAGE_ONLY,
        required=False,
        help_text="If it is not over after all, they are told in any case." if over else "",
    )


def _readers(*, some: bool) -> forms.ChoiceField:
    """A trouble of three customers need not be everybody's news."""
    return forms.ChoiceField(
        label="Who reads it",
        choices=[
            (EVERYBODY, "Everybody, on the status page"),
            (AFFECTED, "Only the customers affected, on pages of their own"),
        ],
        widget=forms.RadioSelect,
        initial=AFFECTED if some else EVERYBODY,
        required=False,
        help_text="What everybody has read is not taken back into a smaller round.",
    )


class PublishForm(forms.Form):
    """The first word, an update or a correction, with one field for each component."""

    status = forms.ChoiceField(label="Where we stand")
    title = forms.CharField(max_length=160, error_messages={"required": STP_TEXT})
    text = _words()
    minutes = forms.IntegerField(
        label="We write again within (minutes)",
        min_value=1,
        max_value=A_DAY_MIN,
        required=False,
        help_text="Published as a promise. Empty: nothing is promised.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, story: Story, proposed: dict[str, str], kind: str = "", **kwargs: Any
    ) -> None:
        """Prefill from the story so far, and from the incident's assets while nothing was told yet."""
        self.story, self.proposed = story, proposed
        self.is_correction = CORRECTION in (kind, (kwargs.get("data") or {}).get("kind")) or story.over
        kwargs["initial"] = self._prefilled(kind)
        super().__init__(*args, **kwargs)
        correcting = [Status.RESOLVED] if self.is_correction else []
        statuses = [Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, *correcting]
        self.fields["status"].choices = [(one.value, one.label) for one in statuses]  # type: ignore[attr-defined]  # a ChoiceField
        for component in story.components:
            told = component.public_id in story.claim  # what was told of stays told of, until it works again
            choices = ComponentState.choices if told else [UNTOUCHED, *ComponentState.choices]
            field = forms.ChoiceField(label=component.name, choices=choices, required=told)
            self.fields[PREFIX + component.public_id] = field
        if may_be_told_to_some(story):
            self.fields["readers"] = _readers(some=bool(story.public))
        if story.updates and self.is_correction:
            failed = story.incident.service_restored_at is None
            self.fields["reach"] = _reach(over=story.over, failed=failed)

    def _prefilled(self, kind: str) -> dict[str, Any]:
        newest, status = self.story.newest, self._status()
        states = self.story.claim or {key: component_state(harm).name for key, harm in self.proposed.items()}
        names = [one.name for one in self.story.components if one.public_id in states]
        began = self.story.incident.occurred_at or self.story.incident.detected_at
        return {
            "status": status,
            "title": self.story.public.title if self.story.public else wording.title(names),
            "text": self._again() or wording.text(status, names, since=None if newest else began),
            "minutes": int(
                interval_of(self.story.incident.priority, self.story.intervals) / timedelta(minutes=1)
            ),
            "seen": len(self.story.updates),
            "kind": kind,
            **{PREFIX + key: state for key, state in states.items()},
        }

    def _again(self) -> str:
        """The words of the all-clear, of which perhaps one is to be mended."""
        over = self.story.over and self.story.incident.service_restored_at is not None
        return self.story.newest.text if over and self.story.newest else ""

    def _status(self) -> str:
        if self.story.newest and (self._again() or not self.story.over):
            return self.story.newest.status
        return Status.INVESTIGATING.value

    def component_fields(self) -> list[forms.BoundField]:
        """The fields of the components, in the order of the page."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def told(self, at: datetime) -> dict[str, Any]:
        """What `operations.publish` takes."""
        given = self.cleaned_data
        minutes = given.get("minutes")
        return {
            "title": given["title"],
            "text": given["text"],
            "status": given["status"],
            "component_states": {
                name.removeprefix(PREFIX): value
                for name, value in given.items()
                if name.startswith(PREFIX) and value
            },
            "next_update_at": at + timedelta(minutes=minutes) if minutes else None,
            "kind": CORRECTION if self.is_correction and self.story.updates else None,
            "substance": given["reach"] == EVERYBODY if given.get("reach") else None,
            "affected_only": given["readers"] == AFFECTED if given.get("readers") else None,
            "seen": given.get("seen"),
        }


class AllClearForm(forms.Form):
    """It is over."""

    text = _words()
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, story: Story, **kwargs: Any) -> None:
        """Prefill with the components that were touched and the time of restoration."""
        self.story = story
        names = [one.name for one in story.components if one.public_id in story.claim]
        restored = story.incident.service_restored_at
        kwargs["initial"] = {
            "text": wording.text(Status.RESOLVED.value, names, since=restored),
            "seen": len(story.updates),
        }
        super().__init__(*args, **kwargs)

    def told(self, at: datetime) -> dict[str, Any]:
        """What `operations.publish_all_clear` takes."""
        return {"text": self.cleaned_data["text"], "seen": self.cleaned_data.get("seen")}
