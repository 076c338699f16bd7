"""Planned maintenance as staff write and follow it: its pages, its forms, its part of the API."""
