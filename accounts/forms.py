"""What a person may enter about herself: a way to reach her, a name for a token."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts import beside
from accounts.models import ContactMethod, Language

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,20}")
BETWEEN_DIGITS = re.compile(r"[\s().\-/]+")


# What a person can type; other ways are connected where they are.
WRITTEN_DOWN = (
    ContactMethod.Kind.SMS,
    ContactMethod.Kind.VOICE,
    ContactMethod.Kind.WHATSAPP,
    ContactMethod.Kind.EMAIL,
    ContactMethod.Kind.SLACK,
    ContactMethod.Kind.TEAMS,
    ContactMethod.Kind.WEBHOOK,
)


class ContactMethodForm(forms.Form):
    """A phone number, a mail address, somebody's id in Slack, or the address of a webhook.

    Only what can leave in this installation is offered.
    """

    kind = forms.ChoiceField(label="By")
    address = forms.CharField(
        label="Number or address", max_length=1000, help_text="For example +44 7700 900123."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [kind for kind in WRITTEN_DOWN if kind in beside.ways_offered()]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in offered]  # type: ignore[attr-defined]
        hints = [_HINTS[kind] for kind in offered if kind in _HINTS]
        self.fields["address"].help_text = " ".join(["For example +44 7700 900123.", *hints])

    def clean(self) -> dict[str, Any]:
        """A number in international form, or an address in lower case."""
        given = super().clean() or {}
        kind, address = given.get("kind"), given.get("address", "")
        if kind and address:
            try:
                given["address"] = _READ.get(kind, number_in)(address)
            except ValidationError as wrong:
                self.add_error("address", wrong)
        return given


class LanguageForm(forms.Form):
    """In which language a person is paged, and by which clock."""

    language = forms.ChoiceField(label="Pages and calls are in", choices=Language.choices)
    zone = forms.ChoiceField(
        label="Your clock", help_text="Times are shown by it, and quiet hours follow it."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [(name, name) for name in sorted(available_timezones())]  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    """What the token is for."""

    name = forms.CharField(label="What is it for?", max_length=80)


def number_in(text: str) -> str:
    """A phone number as it is dialled from anywhere. Raises ValidationError with what would be right."""
    number = BETWEEN_DIGITS.sub("", text)
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if not number.startswith("+"):
        raise ValidationError("Begin with + and the country, like +44 7700 900123 for 07700 900123.")
    if not E164.fullmatch(number):
        raise ValidationError("This is no phone number. Write it with its country, like +44 7700 900123.")
    return number


def _mail(text: str) -> str:
    address = text.lower()
    validate_email(address)
    return address


def _teams(text: str) -> str:
    return _address(
        text, "Write the whole address that the workflow in Teams shows, beginning with https://."
    )


def _hook(text: str) -> str:
    return _address(text, "Write the whole address of the webhook, like https://hooks.example.org/storm.")


def _address(text: str, otherwise: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValidationError(otherwise) from error
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
        raise ValidationError(otherwise)
    return text


def _slack(text: str) -> str:
    if not SLACK_ID.fullmatch(text):
        raise ValidationError(
            "Write your member id, like U024BE7LH: in Slack, your profile, ⋮, Copy member ID."
        )
    return text


_READ: dict[str, Callable[[str], str]] = {"email": _mail, "webhook": _hook, "slack": _slack, "teams": _teams}
_HINTS: dict[str, str] = {"slack": "For Slack your member id, which your profile there copies."}
