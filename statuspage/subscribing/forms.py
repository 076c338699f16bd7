"""What anybody fills in to be told, and a subscriber to be told of other things; in the language that is active."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import gettext_noop as mark

from accounts.models import Language
from statuspage.models import Subscriber
from statuspage.subscribing import addresses

ALL, SOME = "all", "some"
HINTS = {
    "email": mark("A mail address."),
    "sms": mark("A number like +44 7700 900123."),
    "webhook": mark("An address beginning with https://."),
    "slack": mark("An incoming webhook of Slack."),
    "teams": mark("The address of a workflow in Teams."),
}
WAYS = (mark("Mail"), mark("Text message"), mark("Webhook"), mark("Slack"), mark("Microsoft Teams"))


class WishForm(forms.Form):
    """Which components of the page, in which language, by which clock."""

    reach = forms.ChoiceField(label=lazy("You hear of"), widget=forms.RadioSelect, initial=ALL)
    components = forms.MultipleChoiceField(
        label=lazy("Services"), widget=forms.CheckboxSelectMultiple, required=False
    )
    language = forms.ChoiceField(label=lazy("Language"), choices=Language.choices, initial=Language.ENGLISH)
    zone = forms.ChoiceField(
        label=lazy("Your clock"), initial="UTC", help_text=lazy("Times are written by it.")
    )

    def __init__(self, *args: Any, components: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """`components`: id and name of each that the page names; of a page that names none all is told."""
        super().__init__(*args, **kwargs)
        if components:
            every = [(ALL, _("every service, also those that come later")), (SOME, _("only these:"))]
            self.fields["reach"].choices = every  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["components"].choices = components  # type: ignore[attr-defined]
        else:
            del self.fields["reach"], self.fields["components"]
        self.fields["zone"].choices = [(name, name) for name in sorted(available_timezones())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Only these, but none of them, is nothing to be told of."""
        given = super().clean() or {}
        if given.get("reach") == SOME and not given.get("components"):
            self.add_error("components", _("Choose at least one service, or all of them above."))
        return given

    def wishes(self) -> dict[str, Any]:
        """Components (None: all), language and zone."""
        given = self.cleaned_data
        chosen = given["components"] if given.get("reach", ALL) == SOME else None
        return {"components": chosen, "language": given["language"], "zone": given["zone"]}


class SubscribeForm(WishForm):
    """By which way, and where. Whoever reads a private page is asked in the mailbox by which she signed in."""

    channel = forms.ChoiceField(label=lazy("By"), initial="email")
    address = forms.CharField(label=lazy("Address"), max_length=1000)
    contact = forms.EmailField(
        label=lazy("Your mail address"),
        required=False,
        help_text=lazy("For a webhook, Slack or Teams: there you confirm it, and hear when it fails."),
    )
    field_order = ("channel", "address", "contact", "reach", "components", "language", "zone")

    def __init__(self, *args: Any, reader: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        offered = addresses.offered()
        named = [(one.value, _(one.label)) for one in Subscriber.Channel if one in offered]
        self.fields["channel"].choices = named  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["address"].help_text = " ".join(_(HINTS[name]) for name in offered)
        if reader:
            del self.fields["contact"]
            self.initial.setdefault("address", reader)

    def clean(self) -> dict[str, Any]:
        """An address as it is kept, and a mailbox to ask where the address is a program's."""
        given = super().clean()
        channel, text = given.get("channel"), given.get("address")
        if channel and text:
            try:
                given["address"] = self._kept(channel, text)
            except ValidationError as wrong:
                self.add_error("address", wrong)
        asks = channel in addresses.PROGRAMS and not self.reader
        if asks and not given.get("contact") and "contact" not in self.errors:
            self.add_error("contact", _("Write where we ask you to confirm it."))
        return given

    def _kept(self, channel: str, text: str) -> str:
        kept = addresses.kept(channel, text)
        if self.reader and channel == Subscriber.Channel.EMAIL and kept != self.reader:
            words = _("This page is told to your own mailbox only: {reader}.")
            raise ValidationError(words.format(reader=self.reader))
        return kept

    def wish(self) -> dict[str, Any]:
        """What `asking.Wish` is made of, but for the page."""
        given = self.cleaned_data
        mailbox = self.reader or given.get("contact", "").lower()
        contact = mailbox if given["channel"] in addresses.PROGRAMS else ""
        return {"channel": given["channel"], "address": given["address"], "contact": contact, **self.wishes()}


class CodeForm(forms.Form):
    """The six digits that came to the phone."""

    number = forms.CharField(label=lazy("Number"), max_length=30)
    code = forms.CharField(
        label=lazy("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_number(self) -> str:
        """As it is kept, however it is written."""
        return addresses.kept(Subscriber.Channel.SMS, self.cleaned_data["number"])


def wishes_of(row: Subscriber) -> dict[str, Any]:
    """What a form about this subscriber begins with."""
    return {
        "reach": ALL if row.all_components else SOME,
        "components": [one.public_id for one in row.components.all()],
        "language": row.language,
        "zone": row.zone,
    }
