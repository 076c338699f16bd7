"""The addresses of calendars that other programs read and write, and of reports over schedules."""

from django.urls import path

from oncall.views import bringing_in, duty, fairness, feeds

urlpatterns = [
    path("feed/<str:token>.ics", feeds.feed, name="feed"),
    path("feeds/", feeds.make, name="make_feed"),
    path("feeds/<int:feed_id>/remove/", feeds.remove, name="remove_feed"),
    path("schedules/<int:schedule_id>/calendar/", bringing_in.choose, name="bring_in"),
    path("calendar-drafts/<int:draft_id>/", bringing_in.draft, name="calendar_draft"),
    path("duty-notices/", duty.set_wish, name="set_duty_wish"),
    path("schedules/<int:schedule_id>/edit/", duty.edit_schedule, name="edit_schedule"),
    path("fairness/", fairness.fairness, name="fairness"),
    path("fairness/csv/", fairness.fairness_csv, name="fairness_csv"),
]
