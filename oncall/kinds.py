"""The facts that this room records, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "escalation.started": "Escalation started on the path “{{ path }}”{% if why %}: {{ why }}{% endif %}",
    "escalation.paged": "{{ user_label }} paged{% if level %}, {{ level }}{% endif %}"
    "{% if pass_number > 1 %}, pass {{ pass_number }}{% endif %}, by {{ channels }}",
    "escalation.unreachable": "{{ user_label }} cannot be reached: no verified number or address",
    "escalation.level_empty": "{{ level }}: nobody is on call, gone on at once",
    "escalation.exhausted": "Nobody on the path “{{ path }}” answered",
    "escalation.nobody_left": "There is nobody left to page. Name a last resort.",
    "escalation.acknowledged": "{{ actor }} acknowledged by {{ via }}",
    "escalation.declined": "{{ actor }} declined{% if via %} by {{ via }}{% endif %}",
    "escalation.passed_on": "{% if held_by %}{{ actor }} called the next level too; {{ held_by }} stays on it"
    "{% else %}{{ actor }} passed it on to the next level{% endif %}",
    "escalation.still_on_it": "{{ actor }} is still on it",
    "escalation.reminded": "{{ user_label }} was asked: still on it?",
    "escalation.acknowledgement_faded": "Nothing was heard from {{ user_label }} for {{ minutes }} minutes",
    "escalation.goes_on": "All alerts have recovered, paging goes on: {{ priority }}",
    "escalation.ended": "Escalation ended: {{ why }}",
    "escalation.repaired": "The watch over escalations put a missing step back: {{ what }}",
    "escalation.given_up": "“{{ what }}” failed again and again and was given up. Operations managers were told.",
    "hunt.started": "Calling {{ group }}",
    "hunt.exhausted": "Nobody in {{ group }} answered",
    "hunt.empty": "Nobody in {{ group }} is available",
    "hunt.answered": "{{ user_label }} answered for {{ group }}",
    "candidate.paged": "{{ user_label }} was asked to lead, by {{ channels }}",
    "candidate.nobody_left": "Nobody is left to ask to lead. Name an Incident Manager.",
    "path.added": "{{ actor }} drew the path “{{ name }}”",
    "path.changed": "{{ actor }} changed “{{ name }}”: {{ what }}",
    "path.moved": "{{ actor }} put “{{ name }}” in place {{ place }} of {{ of }}",
    "path.retired": "{{ actor }} retired “{{ name }}”",
    "path.brought_back": "{{ actor }} brought “{{ name }}” back into use",
}
