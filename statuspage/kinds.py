"""The facts that this room records, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "statuspage.published": "Customers now see{% if shown %} {{ shown }}{% else %} the text, no component{% endif %}"
    "{% if next_update %}; next update promised for {{ next_update }}{% endif %}",
    "statuspage.update_asked_for": "The status page needs an update, due {{ due }}"
    '{% if state == "escalated" %}, more than ten minutes late{% elif state == "overdue" %}, now{% endif %}.'
    " Asked: {{ asked }}",
}
