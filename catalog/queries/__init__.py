"""Reads of the catalog. What the rooms above use most is named here."""

from catalog.queries.contacts import contacts_of
from catalog.queries.hours import hours_of
from catalog.queries.mapping import assets_of, customers_of
from catalog.queries.names import assets_named

__all__ = ["assets_named", "assets_of", "contacts_of", "customers_of", "hours_of"]
