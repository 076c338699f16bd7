"""The name under which changes are told, for those who tell and those who listen."""

CHANGED = "changed"
