"""The facts that this room records, and the sentence each is told in."""

_AND_MORE = "{% if alerts > 1 %} and {{ alerts|add:-1 }} more{% endif %}"

KINDS: dict[str, str] = {
    "incident.alert_attached": "Alert {{ alert }}"
    + _AND_MORE
    + " joined{% if summary %}: {{ summary }}{% endif %}",
    "incident.alerts_grouped": "With it came {{ alert }}" + _AND_MORE,
    "incident.alert_recovered": "Recovered: {{ alert }}{% if alerts > 1 %} ({{ alerts }} alerts){% endif %}",
    "incident.alerts_recovered": "All alerts have recovered, the last of them {{ alert }}",
}
