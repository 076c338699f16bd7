"""Where machines report changes: with and without a slash at the end, because a redirect loses the report."""

from django.urls import re_path

from catalog import intake

app_name = "change_doors"
urlpatterns = [
    re_path(r"^v2/change/enqueue/?$", intake.pagerduty_change, name="pagerduty"),
    re_path(r"^in/changes/github(?:/(?P<token>[^/]+))?/?$", intake.github_webhook, name="github"),
    re_path(r"^in/changes/gitlab(?:/(?P<token>[^/]+))?/?$", intake.gitlab_webhook, name="gitlab"),
]
