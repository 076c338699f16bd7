"""The addresses of the API for calendars and reports of schedules, and for live calls."""

from django.urls import path

from oncall.api import bringing_in, calls, fairness, feeds

urlpatterns = [
    path("oncall/feeds/", feeds.Feeds.as_view(), name="oncall-feeds"),
    path("oncall/feeds/<int:feed_id>/", feeds.OneFeed.as_view(), name="oncall-feed"),
    path("oncall/fairness/", fairness.Fairness.as_view(), name="oncall-fairness"),
    path(
        "oncall/schedules/<int:schedule_id>/calendars/",
        bringing_in.CalendarsIn.as_view(),
        name="oncall-calendars-in",
    ),
    path(
        "oncall/calendar-drafts/<int:draft_id>/", bringing_in.OneDraft.as_view(), name="oncall-calendar-draft"
    ),
    path("oncall/calls/", calls.Calls.as_view(), name="oncall-calls"),
    path("oncall/calls/<int:call_id>/", calls.OneCall.as_view(), name="oncall-call"),
]
