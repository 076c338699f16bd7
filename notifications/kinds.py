"""The facts that this room records, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "message.failed": "{{ to }} was not reached by {% if by %}{{ by }}{% else %}{{ channel }}{% endif %}. {{ why }}",
    "message.unconfirmed": "No receipt within a minute: {{ by }} to {{ to }}"
    "{% if following %}; sent again through {{ following }}{% endif %}",
    "message.held_back": "{{ by|capfirst }} to {{ to }} held back, too many of late: one message will name all",
    "provider.rests": "{{ provider }} ({{ channel }}) failed {{ failures }} times in a row and is asked last for "
    "{{ seconds }} seconds. {{ why }}",
    "provider.woken": "{{ actor }} has {{ provider }} ({{ channel }}) asked again",
}
