"""The facts that this room records, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "message.failed": "The {{ data.channel }} message to {{ data.to }} did not arrive. {{ data.why }}",
}
