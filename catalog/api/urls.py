"""The addresses of the catalog in the API, a list for each part of it."""

from django.urls import URLPattern

from catalog.api import changes, imports, rows, spof

urlpatterns: list[URLPattern] = [
    *rows.urlpatterns,
    *changes.urlpatterns,
    *spof.urlpatterns,
    *imports.urlpatterns,
]
