"""The choreography of an incident on one page: when this fact is recorded, do these.

A topic `room.verb` is the function `verb` in `room/handlers.py`; it gets the fact's data and its subject.
"""

REACTIONS: dict[str, list[str]] = {
    # Opened by an alert whose response is `page`: no human step lies between.
    "incident.paging_agreed": ["oncall.start_escalation", "oncall.call_dispatch"],
    # Opened in the queue, by an alert or by a person: dispatch is called if nobody takes it.
    "incident.queued": ["oncall.watch_queue"],
    # The status page is due sooner, or later.
    "incident.classified": [
        "oncall.follow_classification",
        "statuspage.time_anew",
        "statuspage.follow_assets",
        # It may affect more customers by now: subscribers of their pages read what was told before.
        "statuspage.announce_to_latecomers",
    ],
    "classification_numbers.changed": ["statuspage.time_anew"],
    # Another priority is suggested as it becomes morning somewhere; a person decides.
    "incident.priority_suggested": ["oncall.follow_suggestion"],
    # More urgent by now, and raised by itself where the settings say so: whoever leads it is told.
    "incident.priority_raised": ["notifications.tell_colleagues"],
    "incident.plan_opened": ["incidents.run_plan"],
    # A customer who told us is affected: its account manager hears of it.
    "incident.reported": ["incidents.run_plan", "statuspage.announce_to_latecomers"],
    # Held back no longer: what is due goes at once.
    "incident.suppression_ended": ["incidents.run_plan"],
    "incident.published": ["incidents.run_plan"],
    "incident.im_named": ["oncall.page_candidate"],
    "incident.im_accepted": ["oncall.follow_im"],
    "incident.im_declined": ["oncall.next_candidate"],
    "incident.im_unanswered": ["oncall.next_candidate"],
    "incident.stage_passed": ["oncall.follow_stage"],
    "incident.restored": ["oncall.end_escalation", "oncall.show_outcome", "statuspage.follow_assets"],
    "incident.restore_failed": [
        "oncall.page_again",
        "incidents.run_plan",
        "statuspage.time_anew",
        "statuspage.follow_assets",
    ],
    "incident.cancelled": [
        "oncall.end_escalation",
        "incidents.send_false_alarm",
        "oncall.show_outcome",
        "statuspage.follow_assets",
    ],
    # What was told of the other one is owed by this one now, and whom nobody has told yet this one tells.
    "incident.received_merge": ["statuspage.time_anew", "incidents.run_plan"],
    "incident.merged": ["oncall.end_escalation", "oncall.show_outcome", "statuspage.follow_assets"],
    "incident.alert_attached": ["oncall.follow_alert"],
    "incident.alerts_recovered": ["oncall.follow_recovery"],
    "incident.all_clear_published": ["incidents.send_all_clear"],
    "incident.report_sent": ["incidents.send_customer_report"],
    # Whoever subscribed to the status page is told, after it is on the page.
    "statuspage.published": ["statuspage.announce"],
    "maintenance.announced": ["statuspage.announce_maintenance"],
    "maintenance.reminded": ["statuspage.announce_maintenance"],
    "maintenance.altered": ["statuspage.announce_maintenance"],
    "maintenance.started": ["statuspage.announce_maintenance"],
    "maintenance.told": ["statuspage.announce_maintenance"],
    "maintenance.ended": ["statuspage.announce_maintenance"],
    "maintenance.cancelled": ["statuspage.announce_maintenance"],
    # Messages in chats say who has it, and lose their buttons.
    "escalation.acknowledged": ["oncall.show_outcome"],
    "escalation.declined": ["oncall.show_outcome"],
    # A person was not reached this way: the next way at once.
    "message.failed": [
        "oncall.reach_otherwise",
        "incidents.reach_otherwise",
        "incidents.note_unreachable",
        "statuspage.note_message_failed",
    ],
    "message.unconfirmed": ["oncall.reach_otherwise"],
    # Too many for one phone: as soon as there is room, one message names all that is open.
    "message.held_back": ["oncall.bundle"],
    # The catalog's own reminders.
    "spof.came_due": ["notifications.tell_colleagues"],
    # Who is asked to approve a change is told, and its requester hears what came of it.
    "change.submitted": ["notifications.tell_colleagues"],
    "change.approved": ["notifications.tell_colleagues"],
    "change.rejected": ["notifications.tell_colleagues"],
}
