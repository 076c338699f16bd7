"""Addresses of changes: those for people; those for machines are in `catalog.doors`."""

from django.urls import path

from catalog.views import change_acts, change_calendar, changes

urlpatterns = [
    path("changes/", changes.listing, name="changes"),
    path("changes/new/", change_acts.new, name="change_new"),
    path("changes/recent/", changes.recent, name="changes_recent"),
    path("changes/calendar/", change_calendar.calendar, name="change_calendar"),
    path("changes/freezes/", change_calendar.freezes, name="change_freezes"),
    path(
        "changes/freezes/<int:freeze_id>/remove/", change_calendar.remove_freeze, name="change_freeze_remove"
    ),
    path("changes/sources/", changes.sources, name="change_sources"),
    path("changes/reports/<int:report_id>/", changes.report, name="change_report"),
    path("changes/<int:change_id>/", changes.change, name="change"),
    path("changes/<int:change_id>/edit/", change_acts.edit, name="change_edit"),
    path("changes/<int:change_id>/checks/<int:check_id>/", change_acts.check_off, name="change_check"),
    path("changes/<int:change_id>/<slug:name>/", change_acts.act, name="change_act"),
]
