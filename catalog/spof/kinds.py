"""The facts about single points of failure, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "spof.started": "{{ actor }} began the analysis of single points of failure",
    "spof.finished": "Analysed: {{ spofs }} single point{{ spofs|pluralize }} of failure among {{ assets }} assets",
    "spof.abandoned": "The analysis did not come to its end",
    "spof.signed_off": "{{ actor }} signed it off: {{ new }} new, {{ gone }} gone, {{ still_open }} still open"
    "{% if note %}. {{ note }}{% endif %}",
    "spof.came_due": "{{ title }}. {{ text }}",
    "asset.risk_judged": "{% if likelihood %}Likelihood of failure {{ likelihood }}{% else %}No likelihood{% endif %}"
    "{% for name, grade in factors.items %}{% if forloop.first %}: {% else %}, {% endif %}{{ name }} {{ grade }}"
    "{% endfor %}{% if impact %}. Impact {{ impact }} by hand{% endif %}{% if note %}. {{ note }}{% endif %}",
    "mitigation.planned": "{{ what }}: {{ words }}. {{ owner }}, due {{ due }}{% if expires %}, accepted until "
    "{{ expires }}{% endif %}. Risk left: {{ residual }}",
    "mitigation.changed": "{{ what }}, now {{ status }}: {{ words }}. {{ owner }}, due {{ due }}{% if expires %}, "
    "accepted until {{ expires }}{% endif %}. Risk left: {{ residual }}",
}
