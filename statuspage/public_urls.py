"""The addresses that anybody may read."""

from django.urls import URLPattern

app_name = "status"
urlpatterns: list[URLPattern] = []
