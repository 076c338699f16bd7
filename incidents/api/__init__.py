"""Incidents through the API: read, reported, and carried on by the same operations that the pages call."""
