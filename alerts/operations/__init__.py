"""Writes of this room: keep what arrives, take it in, make a source."""
