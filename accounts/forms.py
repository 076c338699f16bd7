"""What a person may enter about herself: a way to reach her, a name for a token."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import ContactMethod

E164 = re.compile(r"\+[1-9]\d{6,14}")
BETWEEN_DIGITS = re.compile(r"[\s().\-/]+")


# What a person can type; other ways are connected where they are.
WRITTEN_DOWN = (
    ContactMethod.Kind.SMS,
    ContactMethod.Kind.VOICE,
    ContactMethod.Kind.WHATSAPP,
    ContactMethod.Kind.EMAIL,
    ContactMethod.Kind.WEBHOOK,
)


class ContactMethodForm(forms.Form):
    """A phone number, a mail address, or the address of a webhook."""

    kind = forms.ChoiceField(label="By", choices=[(kind.value, kind.label) for kind in WRITTEN_DOWN])
    address = forms.CharField(
        label="Number or address", max_length=254, help_text="For example +44 7700 900123."
    )

    def clean(self) -> dict[str, Any]:
        """A number in international form, or an address in lower case."""
        given = super().clean() or {}
        kind, address = given.get("kind"), given.get("address", "")
        if kind and address:
            try:
                given["address"] = _READ.get(kind, _number)(address)
            except ValidationError as wrong:
                self.add_error("address", wrong)
        return given


class TokenForm(forms.Form):
    """What the token is for."""

    name = forms.CharField(label="What is it for?", max_length=80)


def _number(text: str) -> str:
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


def _hook(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
        raise ValidationError("Write the whole address of the webhook, like https://hooks.example.org/storm.")
    return text


_READ: dict[str, Callable[[str], str]] = {"email": _mail, "webhook": _hook}
