"""What the administration shows and never changes: incidents, timeline, outbox, messages, running escalations."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from alerts.models import Alert, RawRequest
from incidents.models import Classification, Incident, StepRun, Task
from notifications.models import Delivery, InboundMessage
from oncall.models import EscalationRun, Page
from outbox.models import Entry
from timeline.models import TimelineEntry


class OnlyLookedAt(admin.ModelAdmin):  # type: ignore[type-arg]  # registered for many models
    """No adding, no changing, no deleting: what happened is changed by operations alone."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


LOOKED_AT: dict[type[Model], tuple[str, ...]] = {
    Incident: ("number", "title", "stage", "priority", "detected_at", "closed_at"),
    Classification: ("incident", "version", "priority", "created_by_label", "created_at"),
    StepRun: ("incident", "step", "state", "reason", "done_at"),
    Task: ("incident", "title", "assignee", "state"),
    TimelineEntry: ("subject", "kind", "actor_label", "happened_at", "entered_at"),
    Entry: ("topic", "key", "due_at", "attempts", "outcome", "done_at", "dead_at"),
    Delivery: ("kind", "subject_key", "recipient_label", "channel", "state", "attempts", "created_at"),
    InboundMessage: ("sender", "channel", "user", "received_at"),
    EscalationRun: ("incident", "path_name", "state", "started_at", "acknowledged_at", "ended_at"),
    Page: ("incident", "user", "purpose", "level_name", "paged_at", "answer"),
    Alert: ("name", "source", "severity", "state", "incident", "first_received_at"),
    RawRequest: ("source", "received_at", "state", "alerts"),
}
for _model, _columns in LOOKED_AT.items():
    admin.site.register(_model, type(f"{_model.__name__}Admin", (OnlyLookedAt,), {"list_display": _columns}))
