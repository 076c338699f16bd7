"""The facts about changes, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "change.drafted": "Requested: {{ what }}",
    "change.recorded": "Recorded as made: {{ what }}{% if late %}. Late: {{ late }} h after it was made{% endif %}",
    "change.announced": "Announced: {{ what }}",
    "change.reported": "{{ actor }} reports: {{ what }}",
    "change.redrafted": "Rewritten",
    "change.submitted": "Submitted to {{ approvers }}",
    "change.preapproved": "Agreed beforehand, as a standard change",
    "change.approval_given": "{{ actor }} approves{% if words %}: {{ words }}{% endif %}",
    "change.approved": "Approved by all who were asked",
    "change.rejected": "{{ actor }} rejects it: {{ words }}",
    "change.withdrawn": "Withdrawn, a draft again{% if words %}: {{ words }}{% endif %}",
    "change.scheduled": "Scheduled{% if freeze %}, inside the freeze “{{ freeze }}”: {{ reason }}{% endif %}",
    "change.implemented": "Implemented{% if words %}: {{ words }}{% endif %}",
    "change.backed_out": "Backed out{% if words %}: {{ words }}{% endif %}",
    "change.reviewed": "Reviewed: {{ words }}",
    "change.checked": "{{ check }}: done",
    "freeze.added": "Freeze {{ name }} added{% if absolute %}, no exceptions{% endif %}",
    "freeze.removed": "Freeze {{ name }} removed",
}
