"""The addresses of this room."""

from django.urls import path, re_path

from alerts import intake, views

app_name = "alerts"
urlpatterns = [
    # With and without a slash at the end, because a redirect loses the alert.
    re_path(r"^in/alertmanager(?:/(?P<token>[^/]+))?/?$", intake.alertmanager_webhook, name="alertmanager"),
    path("alerts/", views.recent, name="list"),
    path("alerts/sources/", views.sources, name="sources"),
    path("alerts/requests/<int:number>/", views.request_as_it_came, name="request"),
    path("alerts/panel/<int:number>/", views.panel, name="panel"),
]
