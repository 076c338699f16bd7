"""The catalog over the API."""
