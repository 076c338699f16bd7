"""What is typed in the seat: who calls, and what they report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.http import QueryDict

from accounts.numbers import is_number
from incidents.forms.fields import words
from incidents.models.detect import Means
from incidents.wording import Words
from statuspage.seat.reading import Open

NEW = "new"
SAID, MAILED, LATER = "said", "mailed", "later"
MEANS = (Means.CUSTOMER_CALL, Means.CUSTOMER_MESSAGE, Means.PARTNER)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address of the page asks for: somebody who calls, which incident it is about, a report that waits."""

    caller: str = ""
    customer: int | None = None
    contact: int | None = None
    about: str = ""
    report: int | None = None

    @classmethod
    def of(cls, given: QueryDict, typed: QueryDict) -> Self:
        """Anything that is no number counts as not given. What was typed says what it is about, if it had to."""
        return cls(
            caller=given.get("caller", "").replace("\x00", "").strip()[:120],
            customer=_number(given.get("customer")),
            contact=_number(given.get("contact")),
            about=(typed.get("about") or given.get("about", ""))[:12],
            report=_number(given.get("report")),
        )

    @property
    def somebody(self) -> bool:
        """Whether anybody calls at all."""
        return bool(self.caller or self.customer)


def _number(given: str | None) -> int | None:
    return int(given) if given and is_number(given) else None


class Answering(forms.Form):
    """A form with an answer. As a mail it stands there in our words and may be changed before it leaves.

    `version` says which published word it was made from.
    """

    address = forms.EmailField(
        label="Mail address", required=False, help_text="Where the answer is mailed to."
    )
    subject = forms.CharField(label="Subject of the mail", max_length=200, required=False)
    letter = words("The mail", rows=9, required=False, help_text="Change it as you like before you send it.")
    version = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    outdated = False

    @property
    def written(self) -> Words:
        """The mail as it was typed; what was emptied is empty."""
        given = self.cleaned_data
        return Words(" ".join(given.get("subject", "").split()), given.get("letter", "").strip())

    @property
    def mails(self) -> bool:
        """Whether it is to be mailed."""
        return bool(self.cleaned_data.get("how") == MAILED)

    def offer(self, letter: Words, version: str) -> None:
        """Begin with these words; what was typed on older ones is set aside, with a sentence."""
        self.initial.update(subject=letter.subject, letter=letter.text, version=version)
        typed = "letter" in self.data and "letter" in self.fields
        if typed and self.data.get("how") == MAILED and self.data.get("version", "") != version:
            given: Any = self.data
            now = {"subject": letter.subject, "letter": letter.text, "version": version}
            self.data, self.outdated = {**given.dict(), **now}, True

    def clean(self) -> dict[str, Any]:
        """A mail needs an address."""
        given = super().clean() or {}
        if given.get("how") == MAILED and not given.get("address") and "address" not in self.errors:
            self.add_error("address", "Where is it to be mailed to?")
        if self.outdated:
            self.add_error(
                "letter", "Something was published meanwhile: the mail says it now. Look at it again."
            )
        return given


class CallForm(Answering):
    """What they report, and what they were answered."""

    words = words("What they report", help_text="In their words. It goes to the timeline and the war room.")
    reporter = forms.CharField(label="Who is it?", max_length=120, required=False)
    means = forms.ChoiceField(label="How?", choices=[(one.value, one.label) for one in MEANS])
    how = forms.ChoiceField(label="Their answer", widget=forms.RadioSelect)
    field_order = ("words", "reporter", "means", "about", "how", "address", "subject", "letter", "version")

    def __init__(
        self, data: Any = None, *, decided: bool, open_now: Sequence[Open], **recognised: str
    ) -> None:
        """Prefilled with whom we recognised: reporter, address, means. Undecided, it asks what it is about."""
        how = MAILED if recognised["means"] == Means.CUSTOMER_MESSAGE else SAID
        super().__init__(data, initial={**recognised, "how": how}, label_suffix="")
        answers = [(SAID, "I read it out"), (MAILED, "Mail it"), (LATER, "Not yet, they wait")]
        self.fields["how"].choices = answers  # type: ignore[attr-defined]  # a ChoiceField
        if not decided:
            known = [(str(one.incident.number), f"{one.incident.reference} {one.title}") for one in open_now]
            choices = [*known, (NEW, "Something else: a new incident")]
            self.fields["about"] = forms.ChoiceField(label="What is it about?", choices=choices)
            for name in ("subject", "letter", "version"):
                del self.fields[name]
        self.order_fields(self.field_order)


class AnswerForm(Answering):
    """How somebody who waits was answered."""

    how = forms.ChoiceField(choices=[(SAID, ""), (MAILED, "")])
