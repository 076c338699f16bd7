"""The addresses of the API for calendars and reports of schedules."""

from django.urls import path

from oncall.api import fairness, feeds

urlpatterns = [
    path("oncall/feeds/", feeds.Feeds.as_view(), name="oncall-feeds"),
    path("oncall/feeds/<int:feed_id>/", feeds.OneFeed.as_view(), name="oncall-feed"),
    path("oncall/fairness/", fairness.Fairness.as_view(), name="oncall-fairness"),
]
