"""The addresses of this room, a module for each part of it."""

from catalog.urls import assets, calendars, changes, customers, groups, imports, mapping, partners, spof

app_name = "catalog"
urlpatterns = [
    *customers.urlpatterns,
    *assets.urlpatterns,
    *partners.urlpatterns,
    *groups.urlpatterns,
    *imports.urlpatterns,
    *calendars.urlpatterns,
    *changes.urlpatterns,
    *spof.urlpatterns,
    *mapping.urlpatterns,
]
