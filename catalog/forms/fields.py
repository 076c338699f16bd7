"""What the forms of this room share: rows by name, lists as people write them, moments, phone numbers, the stamp."""

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from accounts.forms import BETWEEN_DIGITS, E164
from catalog.models import Asset, Customer

M = TypeVar("M", bound=Model)
MANY = 2000


class RowForm(forms.ModelForm[M]):
    """The form of one row. What is wrong with the row as a whole is said by the operation, in one place.

    `seen` is the stamp of the row's history that the page showed.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label:
                field.empty_label = "none"
        self.prepare()

    def prepare(self) -> None:
        """Fill in what the row does not say by itself."""

    def _post_clean(self) -> None:
        """Leave the row alone: it is written by an operation."""

    def given(self) -> dict[str, Any]:
        """What an operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def listed(text: str) -> list[str]:
    """The parts between commas and line ends, each once."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[,\n]", text) if part.strip()))


class ListedField(forms.CharField):
    """A list as people write it: with commas, or one a line."""

    def __init__(self, *, longest: int = 60, **kwargs: Any) -> None:
        self.longest = longest
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """With commas between the parts."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The parts. Raises ValidationError naming one that is too long."""
        parts = listed(super().clean(value))
        if long := [part for part in parts if len(part) > self.longest]:
            raise ValidationError(f"“{long[0][:20]}…” is longer than {self.longest} characters.")
        return parts

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the parts differ, not the blanks between them."""
        return listed(data or "") != list(initial or [])


class NamedField(forms.CharField):
    """One row by its name, an alias, or its external id. A name that is nearly right is understood."""

    def __init__(self, rows: "QuerySet[Any]", **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(max_length=200, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The row's name."""
        if isinstance(value, int):
            value = self.rows.all().filter(pk=value).first() or ""
        return value.name if isinstance(value, Model) and hasattr(value, "name") else value

    def clean(self, value: Any) -> Any:
        """The row. Raises ValidationError naming those that were nearly meant."""
        name = super().clean(value)
        return one_named(self.rows, name) if name else None


def suggested(names: str) -> forms.TextInput:
    """A field beside which names appear while one types: `asset-names` or `customer-names`."""
    address = f"/{names.removesuffix('-names')}s/names/"
    return forms.TextInput(
        attrs={
            "list": names,
            "autocomplete": "off",
            "hx-get": address,
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{names}",
        }
    )


class NamesField(forms.CharField):
    """Many rows by name, one a line."""

    def __init__(self, rows: "QuerySet[Any]", **kwargs: Any) -> None:
        self.rows = rows
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[Any]:
        """The rows. Raises ValidationError naming what nobody is called, all of it at once."""
        names = listed(super().clean(value))
        if len(names) > MANY:
            raise ValidationError(f"At most {MANY:,} names at once.")
        found = {row.name.casefold(): row for row in _called(self.rows, names)}
        if missing := [name for name in names if name.casefold() not in found]:
            raise ValidationError(f"Nobody knows: {', '.join(missing[:10])}. Correct or leave out.")
        return list({found[name.casefold()].pk: found[name.casefold()] for name in names}.values())


def _called(rows: "QuerySet[Any]", names: Iterable[str]) -> "QuerySet[Any]":
    wanted = Q()
    for name in names:
        wanted |= Q(name__iexact=name)
    return rows.filter(wanted) if wanted else rows.none()


def one_named(rows: "QuerySet[Any]", name: str) -> Any:
    """The one row of that name, or whose name holds these words. Raises ValidationError."""
    exact = Q(name__iexact=name) | Q(external_id=name)
    if rows.model in (Customer, Asset):
        exact |= Q(aliases__contains=[name])
    found = list(rows.all().filter(exact)[:2]) or list(rows.all().filter(name__icontains=name)[:6])
    by_name = [row for row in found if row.name.casefold() == name.casefold()]
    if len(by_name or found) == 1:
        return (by_name or found)[0]
    if found:
        raise ValidationError(f"“{name}” could be several: {', '.join(row.name for row in found)}.")
    raise ValidationError(f"Nothing here is called “{name}”.")


class PhoneField(forms.CharField):
    """A phone number in international form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=30, help_text="With its country: +44 7700 900123.", **kwargs)

    def clean(self, value: Any) -> str:
        """Digits with their country. Raises ValidationError."""
        number = BETWEEN_DIGITS.sub("", super().clean(value))
        if number and not E164.fullmatch(number):
            raise ValidationError("This is no phone number. Write it with its country, like +44 7700 900123.")
        return number
