"""The facts about schedules, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "schedule.drawn": "{{ actor }} drew the schedule “{{ name }}”",
    "schedule.renamed": "{{ actor }} changed what “{{ name }}” is called or who looks after it",
    "schedule.layer_drawn": "{{ actor }} added the layer “{{ layer }}” to “{{ name }}”",
    "schedule.layer_brought_in": "{{ actor }} brought the layer “{{ layer }}” into “{{ name }}” from a calendar,"
    " {{ shifts }} shift{{ shifts|pluralize }}",
    "schedule.layer_changed": "{{ actor }} changed the layer “{{ layer }}” of “{{ name }}”",
    "schedule.layer_removed": "{{ actor }} ended the layer “{{ layer }}” of “{{ name }}”",
    "schedule.overridden": "{{ actor }} put {{ user_label }} on call on “{{ name }}”",
    "schedule.override_ended": "{{ actor }} took back that {{ user_label }} stands in on “{{ name }}”",
    "schedule.taken_over": "{{ actor }} took over “{{ name }}”",
    "schedule.swap_asked": "{{ gives_label }} asks for a swap on “{{ name }}”",
    "schedule.swap_taken": "{{ takes_label }} takes the duty of {{ gives_label }} on “{{ name }}”",
    "schedule.swap_undone": "{{ actor }} undid the swap of {{ gives_label }} on “{{ name }}”",
    "schedule.handed_over": "{{ user_label }} was told of the hand-over of “{{ name }}”",
    "schedule.gap_told": "{{ told|default:'Nobody' }} heard of {{ gaps }} gap{{ gaps|pluralize }} on “{{ name }}”",
    "person.away": "{{ actor }} said that {{ user_label }} is away",
    "person.back": "{{ actor }} said that {{ user_label }} is back",
}
