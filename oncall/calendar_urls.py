"""The addresses of calendars that other programs read and write, and of reports over schedules."""

from django.urls import path

from oncall.views import bringing_in, feeds

urlpatterns = [
    path("feed/<str:token>.ics", feeds.feed, name="feed"),
    path("feeds/", feeds.make, name="make_feed"),
    path("feeds/<int:feed_id>/remove/", feeds.remove, name="remove_feed"),
    path("schedules/<int:schedule_id>/calendar/", bringing_in.choose, name="bring_in"),
    path("calendar-drafts/<int:draft_id>/", bringing_in.draft, name="calendar_draft"),
]
