"""The addresses that anybody may read."""

from django.urls import path

from statuspage.published.feed import FORMS
from statuspage.published.reader_api import NAMES
from statuspage.views import public as views

app_name = "status"
urlpatterns = [
    path("", views.front, name="page"),
    path("history/", views.history, name="history"),
    *(path(name, views.feed, {"name": name}, name=name) for name in FORMS),
    path("incidents/<str:public_id>/", views.incident, name="incident"),
    *(path(f"api/v2/{name}.json", views.resource, {"name": name}, name=name) for name in NAMES),
]
