"""What the forms of this room share: the form of an act, times in the reader's zone, people and customers by choice."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from accounts.queries import holders
from accounts.roles import STAFF
from catalog.models import Customer
from incidents.models import Incident

MANY = 200


class ActForm(forms.Form):
    """The form of one act on one incident; `seen` is the count of changes that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        """Start from what the incident says now."""
        self.incident = incident
        kwargs["initial"] = {"seen": incident.changed, **self.begin(), **kwargs.get("initial", {})}
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.prepare()

    def begin(self) -> dict[str, Any]:
        """What the fields hold at first."""
        return {}

    def prepare(self) -> None:
        """Fill choices that need the database."""

    def offer(self, name: str, choices: Iterable[tuple[Any, str]]) -> None:
        """Give a field of choices what one may choose."""
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField


def words(
    label: str, *, rows: int = 3, help_text: str = "", required: bool = True, most: int = 4000
) -> forms.CharField:
    """A field for some lines of text."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=most,
        help_text=help_text,
        required=required,
        error_messages={"required": "Write it down first."},
    )


def people(*roles: str, but: int | None = None) -> list[tuple[Any, str]]:
    """Active members of staff with one of the roles, all but one of them; without roles all of the staff."""
    return [(user.pk, str(user)) for user in holders(*(roles or STAFF)) if user.pk != but]


def person(number: str) -> User | None:
    """The active member of staff who was chosen."""
    return User.objects.filter(pk=int(number), is_active=True).first() if number else None


class CustomerField(forms.CharField):
    """A customer by name. With many customers a list is no help; a name that is nearly right is understood."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> Customer | None:
        """Raises ValidationError naming the customers that were nearly meant."""
        name = super().clean(value)
        return customer_named(name) if name else None


def customer_named(name: str) -> Customer:
    """The one customer of that name, or whose name holds these words. Raises ValidationError."""
    active = Customer.objects.filter(status__in=("paying", "trial")).order_by("name")
    exact = active.filter(name__iexact=name.strip()).first()
    near = [exact] if exact else list(active.filter(name__icontains=name.strip())[:6])
    if len(near) == 1:
        return near[0]
    if near:
        names = ", ".join(str(customer) for customer in near)
        raise forms.ValidationError(f"“{name}” could be several customers: {names}.")
    raise forms.ValidationError(f"No customer is called “{name}”. Leave it empty if you do not know.")


def suggestions() -> list[str]:
    """Names of customers to choose from, greatest first, as far as a list is of help."""
    active = Customer.objects.filter(status__in=("paying", "trial"))
    return list(active.order_by("-arr", "name").values_list("name", flat=True)[:MANY])


def here() -> str:
    """The zone in which times are read, for a hint."""
    return timezone.get_current_timezone_name()
