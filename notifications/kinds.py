"""The facts that this room records, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "message.failed": "The {{ data.channel }} message to {{ data.to }} did not arrive. {{ data.why }}",
    "message.unconfirmed": "No receipt for the {{ data.channel }} message to {{ data.to }} within a minute"
    "{% if data.following %}; sent again through {{ data.following }}{% endif %}",
    "message.held_back": "The {{ data.channel }} message to {{ data.to }} was held back: too many of late. "
    "One will name all that is open",
    "provider.woken": "{{ actor }} has {{ data.provider }} ({{ data.channel }}) asked again",
    "provider.rests": "{{ data.provider }} ({{ data.channel }}) failed {{ data.failures }} times in a row and is asked "
    "last for {{ data.seconds }} seconds. {{ data.why }}",
}
