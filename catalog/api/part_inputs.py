"""What the API takes about parts: contacts, contract terms, redundancy, what was said and promised, calendars."""

from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from accounts.api import Named, person
from accounts.forms import BETWEEN_DIGITS, E164
from accounts.moments import Day, Moment
from catalog.api.inputs import external_id, known, line, members
from catalog.forms.calendars import MOST_DAYS
from catalog.forms.customers import OPT_OUTS
from catalog.models import Asset, Calendar, Customer, CustomerContact, Partner, Promise, TouchPoint
from catalog.public_holidays import countries

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Phone(serializers.CharField):
    """A number with its country."""

    def to_internal_value(self, data: Any) -> str:
        """Digits. Raises ValidationError."""
        number = BETWEEN_DIGITS.sub("", super().to_internal_value(data))
        if number and not E164.fullmatch(number):
            raise serializers.ValidationError("Write it with its country, like +44 7700 900123.")
        return number


class ContactIn(serializers.Serializer[Any]):
    """A person. Verifying an address needs `verified_how`; another address is not verified any more."""

    name = serializers.CharField(max_length=120)
    role = line(80)
    email = serializers.EmailField(required=False, allow_blank=True)
    phone = Phone(max_length=30, required=False, allow_blank=True)
    email_verified = serializers.BooleanField(required=False)
    phone_verified = serializers.BooleanField(required=False)
    verified_how = line(300, help_text="How you know that the address is right.")
    language = serializers.CharField(max_length=10, required=False)
    opt_outs = serializers.ListField(
        child=serializers.ChoiceField(OPT_OUTS), required=False, help_text="What the person does not want."
    )
    external_id = external_id()

    def validate_email(self, given: str) -> str:
        """One spelling a mail address."""
        return given.lower()


class CustomerContactIn(ContactIn):
    """A person at a customer."""

    customer = known(Customer.objects.all())
    is_key_contact = serializers.BooleanField(required=False)


class PartnerContactIn(ContactIn):
    """A person at a partner."""

    partner = known(Partner.objects.all())


class TermIn(serializers.Serializer[Any]):
    """What a contract promises a customer."""

    customer = known(Customer.objects.all())
    name = serializers.CharField(max_length=120)
    restore_minutes = serializers.IntegerField(min_value=1, max_value=525_600)
    calendar = Named(Calendar.objects.all(), required=False, allow_null=True, help_text="Whose hours count.")
    external_id = external_id()


class RedundancyIn(serializers.Serializer[Any]):
    """`owner` works while at least `k` of the members work."""

    owner = known(Asset.objects.all())
    name = serializers.CharField(max_length=120)
    k = serializers.IntegerField(min_value=1, max_value=5000)
    members = members(Asset.objects.all())
    external_id = external_id()


class TouchPointIn(serializers.Serializer[Any]):
    """One of us spoke with one of them. Without `talked_at` it was now, without `person` it was you."""

    customer = known(Customer.objects.all())
    contact = Named(CustomerContact.objects.all(), by="external_id", required=False, allow_null=True)
    department = serializers.ChoiceField(TouchPoint.Department.choices)
    person = person(required=False, allow_null=True)
    channel = serializers.ChoiceField(TouchPoint.Channel.choices, required=False)
    talked_at = Moment(required=False)
    note = line(500)
    external_id = external_id()


class PromiseIn(serializers.Serializer[Any]):
    """A feature or a fix by a day; `new_date` goes with the day on which the slip was announced."""

    customer = known(Customer.objects.all())
    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(Promise.Kind.choices, required=False)
    promised_date = Day()
    slip_announced_date = Day(required=False, allow_null=True)
    new_date = Day(required=False, allow_null=True)
    kept_date = Day(required=False, allow_null=True)
    external_id = external_id()


class CalendarIn(serializers.Serializer[Any]):
    """When people are at work: days by three letters, hours in a zone, public holidays, days of one's own."""

    name = serializers.CharField(max_length=80)
    zone = serializers.CharField(max_length=60)
    days = serializers.ListField(child=serializers.ChoiceField(DAYS), required=False, max_length=7)
    opens = serializers.TimeField(required=False)
    closes = serializers.TimeField(required=False)
    country = line(2)
    subdivision = line(10)
    holidays = serializers.ListField(
        child=Day(), required=False, max_length=MOST_DAYS, help_text="Days of one's own."
    )
    is_24x7 = serializers.BooleanField(required=False)

    def validate_zone(self, given: str) -> str:
        """Raises ValidationError for what is no zone."""
        if given not in available_timezones():
            raise serializers.ValidationError(f"“{given}” is no time zone. Write it as Europe/London.")
        return given

    def validate_days(self, given: list[str]) -> list[int]:
        """As the calendar counts them, 0 for Monday."""
        return sorted({DAYS.index(day) for day in given})

    def validate_holidays(self, given: list[Any]) -> list[Any]:
        """Each once, in order."""
        return sorted(set(given))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A country that is known, a region of it, and some day on which it opens."""
        for name in ("country", "subdivision"):
            if name in attrs:
                attrs[name] = attrs[name].strip().upper()
        country, region = attrs.get("country", ""), attrs.get("subdivision", "")
        if country and country not in countries():
            raise serializers.ValidationError({"country": [f"We know no holidays of “{country}”."]})
        if region and country and region not in countries()[country]:
            raise serializers.ValidationError({"subdivision": [f"“{region}” is no region there."]})
        if not self.partial and not attrs.get("is_24x7") and not attrs.get("days"):
            raise serializers.ValidationError({"days": ["Name at least one day, or say open day and night."]})
        return attrs
