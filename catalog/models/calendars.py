"""When people are at work, and what makes a day a holiday."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Calendar(models.Model):
    """Working hours in an IANA zone. `closes` at or before `opens` is a shift over midnight of the opening day.

    `holidays` are the company's own days; the public ones follow from `country` and `subdivision` (ISO 3166).
    """

    name = models.CharField(max_length=80, unique=True)
    zone = models.CharField(max_length=60, default="UTC")
    days = ArrayField(models.PositiveSmallIntegerField(), default=list, help_text="0 is Monday.")
    opens = models.TimeField(default="09:00")
    closes = models.TimeField(default="17:00")
    country = models.CharField(max_length=2, blank=True, help_text="Two letters, as GB: its public holidays.")
    subdivision = models.CharField(
        max_length=10, blank=True, help_text="A region of the country, as SCT or BY."
    )
    holidays = ArrayField(models.DateField(), default=list, blank=True)
    is_24x7 = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
