"""The forms of pages, components, groups and links."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalog.forms.fields import NamedField, NamesField, suggested
from catalog.models import Asset, Customer
from statuspage.models import Component, ComponentGroup, StatusPage
from statuspage.published import looking
from statuspage.published.languages import NAMES as LANGUAGES

A_YEAR = 366


class PageForm(forms.ModelForm[StatusPage]):
    """One page. What a page of one customer shows follows from the catalog; it has no components of its own choice."""

    customer = NamedField(Customer.objects.all(), required=False, widget=suggested("customer-names"))
    contact_url = forms.URLField(
        required=False, assume_scheme="https", label="Contact", help_text="Where a reader finds support."
    )
    languages = forms.MultipleChoiceField(
        choices=list(LANGUAGES.items()), widget=forms.CheckboxSelectMultiple
    )
    first_language = forms.ChoiceField(choices=list(LANGUAGES.items()), label="Language of its own address")
    logo_file = forms.FileField(
        required=False, label="Logo", help_text="PNG, JPEG, WebP or GIF, at most 200 kB."
    )
    drop_logo = forms.BooleanField(required=False, label="Without a logo")

    class Meta:
        model = StatusPage
        fields = [
            "name",
            "slug",
            "kind",
            "components",
            "level",
            "text",
            "contact_url",
            "zone",
            "domain",
            "accent",
        ]
        widgets = {"components": forms.CheckboxSelectMultiple, "text": forms.Textarea(attrs={"rows": 3})}
        labels = {"slug": "Address, below /status/p/", "domain": "Own domain", "level": "How much it tells"}
        help_texts = {
            "accent": "Such as #1a5fb4; readable on white. For the dark scheme it is made lighter.",
            "domain": "Its DNS has to lead here, and the name has to be among the allowed hosts.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        languages = self.instance.languages or ["en"]
        self.initial.update(languages=languages, first_language=languages[0])
        self.initial["customer"] = self.instance.customer_id
        if self.instance.is_default:
            for name in ("slug", "kind", "customer"):
                del self.fields[name]

    def clean_accent(self) -> str:
        """Empty, or a colour in which words can be read."""
        accent = str(self.cleaned_data["accent"]).strip().lower()
        if wrong := looking.problem(accent):
            raise ValidationError(wrong)
        return accent

    def clean_zone(self) -> str:
        """A zone of the list."""
        zone = str(self.cleaned_data["zone"])
        if wrong := looking.problem_of_zone(zone):
            raise ValidationError(wrong)
        return zone

    def clean_domain(self) -> str | None:
        """None where there is none: only one page may have an empty text."""
        return str(self.cleaned_data["domain"] or "").strip().lower() or None

    def clean_logo_file(self) -> bytes | None:
        """What will be served: made anew from the picture."""
        uploaded = self.cleaned_data["logo_file"]
        if uploaded is None:
            return None
        try:
            return looking.as_logo(uploaded.read(looking.LARGEST + 1))
        except looking.UnusableLogo as wrong:
            raise ValidationError(str(wrong)) from wrong

    def _post_clean(self) -> None:
        """Put the answers onto the row before it is checked as a whole."""
        given = self.cleaned_data
        if "languages" in given and "first_language" in given:
            first = given["first_language"]
            self.instance.languages = [first, *(code for code in given["languages"] if code != first)]
        if "customer" in self.fields:
            self.instance.customer = given.get("customer")
        if given.get("drop_logo"):
            self.instance.logo = None
        if given.get("logo_file"):
            self.instance.logo = given["logo_file"]
        super()._post_clean()  # type: ignore[misc]  # Django has it, its types do not


class ComponentForm(forms.ModelForm[Component]):
    """One component and the assets that it stands for."""

    assets = NamesField(Asset.objects.all(), required=False, help_text="Names of assets, one a line.")

    class Meta:
        model = Component
        fields = [
            "name",
            "description",
            "group",
            "position",
            "showcase",
            "only_show_if_degraded",
            "automatic",
        ]
        labels = {
            "showcase": "Its ninety days are drawn",
            "only_show_if_degraded": "Shown only while something is wrong with it",
            "automatic": "Its colour follows its assets by itself",
        }
        help_texts = {"automatic": "Only the colour. Words are always published by a person.", "showcase": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.assets.order_by("name").values_list("name", flat=True)
            self.initial["assets"] = "\n".join(names)


class GroupForm(forms.ModelForm[ComponentGroup]):
    """One group."""

    class Meta:
        model = ComponentGroup
        fields = ["name", "position"]


class KeyForm(forms.Form):
    """A link for somebody."""

    label = forms.CharField(max_length=80, label="For whom")
    email = forms.EmailField(
        required=False,
        label="Mail address",
        help_text="She may then sign in by mail, too, without this link.",
    )
    tell = forms.BooleanField(required=False, initial=True, label="Tell her so by mail")
    days = forms.IntegerField(
        min_value=1,
        max_value=A_YEAR,
        required=False,
        label="Holds for days",
        help_text="Empty: until it is revoked.",
    )

    def ends_at(self, at: datetime) -> datetime | None:
        """When the link ends."""
        days = self.cleaned_data["days"]
        return at + timedelta(days=days) if days else None
