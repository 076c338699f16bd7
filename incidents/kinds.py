"""The facts that this room records, and the sentence each is told in."""

KINDS: dict[str, str] = {
    # Detect
    "incident.detected": "Detected by {{ means }}{% if rule %}, rule “{{ rule }}”{% endif %}: {{ title }}",
    "incident.paging_agreed": "Pages at once, as agreed for “{{ rule }}”"
    "{% if agreed_by %} by {{ agreed_by }}{% endif %}",
    "incident.queued": "Waits in the queue of the helpdesk",
    "incident.reported": "{{ reporter }}{% if customer %}, {{ customer }},{% endif %} told us: “{{ words }}”",
    "incident.taken": "{{ actor }} took it",
    # Record
    "incident.recorded": "Recorded: {{ manifestation }}",
    "incident.it_began": "It began (estimate)",
    # Classify
    "incident.classified_provisionally": "Provisional {{ priority }} until a person confirms it",
    "incident.classified": "Classified {{ priority }}, version {{ version }}: "
    "impact {{ impact }}, urgency {{ urgency }}{% if reason %}. {{ reason }}{% endif %}",
    "incident.customers_confirmed": "{{ affected }} customer{{ affected|pluralize }} affected, confirmed",
    "incident.priority_suggested": "Computed again: {{ sentence }} It stands at {{ before }}.",
    "incident.priority_raised": "Raised by itself from {{ before }}: {{ sentence }}",
    "incident.suggestion_dismissed": "{{ actor }} keeps {{ before }}: {{ reason }}",
    "incident.suggestion_outdated": "Computing again agrees with {{ before }}; the suggestion is gone",
    "classification_numbers.changed": "{{ actor }} changed the numbers of the classification, version {{ version }}: "
    "{{ reason }}",
    # What is agreed beforehand
    "plan.changed": "{{ actor }} changed the plan {{ plan }}, version {{ version }}: {{ reason }}",
    "plan.retired": "{{ actor }} took back the plan {{ plan }}: {{ reason }}",
    "words.changed": "{{ actor }} changed the words “{{ words }}”: {{ reason }}",
    # Notify
    "incident.plan_opened": "The plan for {{ priority }} opened: {{ steps }} step{{ steps|pluralize }}",
    "incident.published": "Status page published{% if status %}, {{ status }}{% endif %}: “{{ text }}”",
    "incident.step_sent": "{{ step }}: {{ recipients }} {% if calls %}call{{ recipients|pluralize }} to make"
    "{% else %}message{{ recipients|pluralize }} on the way{% endif %}",
    "incident.step_repeated": "{{ step }}: how it stands, {{ recipients }} message{{ recipients|pluralize }} "
    "on the way",
    "incident.step_done": "{{ step }}: {{ sent }} sent{% if failed %}, {{ failed }} failed{% endif %}"
    "{% if held %}, {{ held }} wait for the end of quiet hours{% endif %}",
    "incident.step_failed": "{{ step }}: reached nobody",
    "incident.step_waived": "{{ step }}: waived. {{ reason }}",
    "incident.suppressed": "Nothing goes outside until {{ until }}: nobody can notice, and it will be over soon",
    "incident.suppression_ended": "No longer held back: {{ why }}",
    "incident.publication_withheld": "Nothing is published: {{ reason }}",
    # Escalate
    "incident.im_named": "{{ user_label }} is asked to be Incident Manager",
    "incident.im_accepted": "{{ user_label }} is Incident Manager",
    "incident.im_declined": "{{ user_label }} declined to be Incident Manager{% if reason %}: {{ reason }}{% endif %}",
    "incident.im_unanswered": "{{ user_label }} did not answer whether to be Incident Manager",
    "incident.acknowledgement_overridden": "Goes on without an acknowledgement: {{ reason }}",
    # Investigate
    "incident.room_opened": "The {{ kind }} war room is open{% if location %}: {{ location }}{% endif %}",
    "incident.room_entered": "{{ user_label }} entered the war room",
    "incident.room_asked": "{{ user_label }} asks to come in",
    "incident.room_admitted": "{{ user_label }} was admitted",
    "incident.room_left": "{{ user_label }} left the war room",
    "incident.room_removed": "{{ user_label }} was sent out",
    "incident.task_added": "Task{% if assignee %} for {{ assignee }}{% endif %}: {{ title }}",
    "incident.task_started": "Begun: {{ title }}",
    "incident.task_done": "Done: {{ title }}{% if result %}. {{ result }}{% endif %}",
    "incident.task_dropped": "Dropped: {{ title }}{% if result %}. {{ result }}{% endif %}",
    "incident.problem_stated": "What fails: {{ statement }}",
    "incident.component_suspected": "Suspected: {{ component }}",
    "incident.noted": "{{ text }}",
    "incident.found": "Known: {{ text }}",
    "incident.tried": "Tried: {{ text }}",
    "incident.option_chosen": "Restore by {{ option }}: {{ rationale }}",
    # Restore and closure
    "incident.failover_approved": "{{ actor }} approved the failover as {{ seat }}"
    "{% if cost %}. It costs: {{ cost }}{% endif %}",
    "incident.restored": "Service restored by {{ option }}",
    "incident.restore_failed": "The fix did not hold: {{ reason }}",
    "incident.resolved": "Resolved for good",
    "incident.all_clear_published": "All-clear published: “{{ text }}”",
    "incident.all_clear_sent": "All-clear to {{ recipients }} recipient{{ recipients|pluralize }} on the way",
    "incident.correction_sent": "Correction to {{ recipients }} recipient{{ recipients|pluralize }} on the way",
    "incident.comms_verified": "{{ actor }} verified the all-clear",
    "incident.post_mortem_written": "Post-mortem {{ state }}",
    "incident.report_written": "Customer report drafted",
    "incident.report_approved": "Customer report approved",
    "incident.report_sent": "Customer report sent",
    "incident.ledger_answered": "{{ customer }}: {% if let_down %}we let them down{% else %}not let down{% endif %}"
    "{% if note %}. {{ note }}{% endif %}",
    "incident.record_completed": "Record complete{% if unknown %}, unknown: {{ unknown }}{% endif %}",
    "incident.problem_ticket_set": "Problem ticket {{ ticket }}",
    "incident.closed": "Closed{% if kb_waiver %}, no article needed: {{ kb_waiver }}{% endif %}",
    # The road and its exits
    "incident.stage_passed": "{{ stage_label }} done, {{ next_label }} begins",
    "incident.cancelled": "False alarm: {{ reason }}",
    "incident.merged": "Merged into {{ into }}",
    "incident.received_merge": "{{ source }} was merged into this",
    "incident.reopened": "Reopened: {{ reason }}",
}
