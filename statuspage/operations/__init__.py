"""Writes of the status page, by what they change."""
