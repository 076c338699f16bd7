"""What anybody fills in to be told, and a subscriber to be told of other things."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Language
from statuspage.models import Component, Subscriber
from statuspage.subscribing import addresses
from statuspage.subscribing.asking import Wish

ALL, SOME = "all", "some"
HINTS = {
    "email": "A mail address.",
    "sms": "A number like +44 7700 900123.",
    "webhook": "An address beginning with https://.",
    "slack": "An incoming webhook of Slack.",
    "teams": "The address of a workflow in Teams.",
}


class WishForm(forms.Form):
    """Which components, in which language, by which clock."""

    reach = forms.ChoiceField(
        label="You hear of",
        choices=[(ALL, "every service, also those that come later"), (SOME, "only these:")],
        widget=forms.RadioSelect,
        initial=ALL,
    )
    components = forms.MultipleChoiceField(
        label="Services", widget=forms.CheckboxSelectMultiple, required=False
    )
    language = forms.ChoiceField(label="Language", choices=Language.choices, initial=Language.ENGLISH)
    zone = forms.ChoiceField(label="Your clock", initial="UTC", help_text="Times are written by it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(Component.objects.values_list("public_id", "name"))
        self.fields["components"].choices = names  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["zone"].choices = [(name, name) for name in sorted(available_timezones())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Only these, but none of them, is nothing to be told of."""
        given = super().clean() or {}
        if given.get("reach") == SOME and not given.get("components"):
            self.add_error("components", "Choose at least one service, or all of them above.")
        return given

    def wishes(self) -> dict[str, Any]:
        """Components (None: all), language and zone."""
        given = self.cleaned_data
        chosen = None if given["reach"] == ALL else given["components"]
        return {"components": chosen, "language": given["language"], "zone": given["zone"]}


class SubscribeForm(WishForm):
    """By which way, and where."""

    channel = forms.ChoiceField(label="By", initial="email")
    address = forms.CharField(label="Address", max_length=1000)
    contact = forms.EmailField(
        label="Your mail address",
        required=False,
        help_text="For a webhook, Slack or Teams: there you confirm it, and hear when it fails.",
    )
    field_order = ("channel", "address", "contact", "reach", "components", "language", "zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = addresses.offered()
        named = [(one.value, one.label) for one in Subscriber.Channel if one in offered]
        self.fields["channel"].choices = named  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["address"].help_text = " ".join(HINTS[name] for name in offered)

    def clean(self) -> dict[str, Any]:
        """An address as it is kept, and a mailbox to ask where the address is a program's."""
        given = super().clean()
        channel, text = given.get("channel"), given.get("address")
        if channel and text:
            try:
                given["address"] = addresses.kept(channel, text)
            except ValidationError as wrong:
                self.add_error("address", wrong)
        if channel in addresses.PROGRAMS and not given.get("contact") and "contact" not in self.errors:
            self.add_error("contact", "Write where we ask you to confirm it.")
        return given

    def wish(self) -> Wish:
        """What `asking.ask` takes."""
        given = self.cleaned_data
        contact = given.get("contact", "").lower() if given["channel"] in addresses.PROGRAMS else ""
        return Wish(channel=given["channel"], address=given["address"], contact=contact, **self.wishes())


class CodeForm(forms.Form):
    """The six digits that came to the phone."""

    number = forms.CharField(label="Number", max_length=30)
    code = forms.CharField(
        label="Code",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


def wishes_of(row: Subscriber) -> dict[str, Any]:
    """What a form about this subscriber begins with."""
    return {
        "reach": ALL if row.all_components else SOME,
        "components": [one.public_id for one in row.components.all()],
        "language": row.language,
        "zone": row.zone,
    }
