"""The facts that this room records, and the sentence each is told in."""

_AND_MORE = "{% if alerts > 1 %} and {{ alerts|add:-1 }} more{% endif %}"
_JOINED = "Alert {{ alert }}" + _AND_MORE + " joined{% if summary %}: {{ summary }}{% endif %}"

KINDS: dict[str, str] = {
    # It pages: the reaction table says who hears of it.
    "incident.alert_attached": _JOINED,
    # It does not page, or those who hear of such alerts are about to look anyway.
    "incident.alert_joined": _JOINED,
    "incident.alerts_grouped": "With it came {{ alert }}" + _AND_MORE,
    "incident.alert_recovered": "Recovered: {{ alert }}{% if alerts > 1 %} ({{ alerts }} alerts){% endif %}",
    "incident.alerts_recovered": "All alerts have recovered, the last of them {{ alert }}",
}
