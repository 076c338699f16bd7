"""The facts that this room records, and the sentence each is told in."""

KINDS: dict[str, str] = {
    "subscribers.brought_in": "{{ actor }} brought in {{ new }} subscribers; {{ known }} were there already",
    "subscribers.taken_off": "{{ actor }} took a subscriber off",
    "announcement.paused": "{{ actor }} paused the mails to subscribers about “{{ title }}”",
    "announcement.resumed": "{{ actor }} let the mails to subscribers about “{{ title }}” go on",
    "statuspage.published": "Customers now see{% if shown %} {{ shown }}{% else %} the text, no component{% endif %}"
    "{% if next_update %}; next update promised for {{ next_update }}{% endif %}",
    "statuspage.update_asked_for": "The status page needs an update, due {{ due }}"
    '{% if state == "escalated" %}, more than ten minutes late{% elif state == "overdue" %}, now{% endif %}.'
    " Asked: {{ asked }}",
    "statuspage.customers_called_first": "{{ count }} customer{{ count|pluralize }} told us before anything was"
    " published, the first {{ minutes }} min before",
    "statuspage.caller_answered": "{{ who }} was answered {{ how }}{% if words %}: “{{ words }}”{% endif %}",
    "box_key.issued": "A key of the box in the product was issued for {{ customer }}",
    "box_key.revoked": "The key of the box in the product was revoked for {{ customer }}",
    "maintenance.planned": "Maintenance is planned: {{ title }}",
    "maintenance.altered": "The maintenance is written anew{% if moved %}: it is at another time{% endif %}",
    "maintenance.announced": "Customers read that {{ title }} is planned. It touches {{ names }}",
    "maintenance.reminded": "Subscribers are reminded of {{ title }}",
    "maintenance.started": "{{ title }} has begun. Under maintenance now: {{ names }}",
    "maintenance.told": "Customers were told how {{ title }} goes: {{ words }}",
    "maintenance.ended": "{{ title }} is done",
    "maintenance.cancelled": "{{ title }} is called off: {{ words }}",
    "status_page.key_made": "A link to the page was made for {{ label }}",
    "status_page.key_revoked": "The link for {{ label }} was revoked",
    "status_page.changed": "The page was changed: {{ what }}",
    "statuspage.report_published": "The report stands on the page of “{{ title }}”",
    "statuspage.translated": "Told in {{ language }}, too",
}
