"""The facts that this room records, and the sentence each is told in."""

KINDS: dict[str, str] = {}
