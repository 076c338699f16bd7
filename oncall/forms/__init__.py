"""The forms of on-call."""
