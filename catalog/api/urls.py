"""The addresses of the catalog in the API, a list for each part of it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
