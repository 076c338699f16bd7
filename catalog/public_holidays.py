"""The public holidays of a country or one of its regions, from the `holidays` library."""

from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any


def library() -> Any:
    """Its calendars take a tenth of a second to load; only processes that look at one need them."""
    return import_module("holidays")


@lru_cache(maxsize=512)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """The days of one year with their names in English where there are any; none for what the library does not know."""
    regions = countries().get(country)
    if regions is None or (subdivision and subdivision not in regions):
        return {}
    return dict(library().country_holidays(country, subdiv=subdivision or None, years=year, language="en_US"))


def is_public_holiday(country: str, subdivision: str, day: date) -> bool:
    """Whether nobody works there on that day."""
    return bool(country) and day in public_holidays(country, subdivision, day.year)


@lru_cache(maxsize=1)
def countries() -> dict[str, list[str]]:
    """The countries that are known by their two letters, each with its regions."""
    return dict(library().list_supported_countries())
