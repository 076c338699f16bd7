"""The addresses that anybody may read."""

from django.urls import path

from statuspage import public_views as views

app_name = "status"
urlpatterns = [
    path("", views.front, name="page"),
    path("history/", views.history, name="history"),
    path("history.atom", views.feed, name="feed"),
    path("incidents/<str:public_id>/", views.incident, name="incident"),
]
