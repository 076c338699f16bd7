"""Customers, assets and the mapping between them; calendars."""
