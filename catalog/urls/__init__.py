"""The addresses of this room, a module for each part of it."""

from catalog.urls import assets, changes, customers, groups, partners, spof

app_name = "catalog"
urlpatterns = [
    *customers.urlpatterns,
    *assets.urlpatterns,
    *partners.urlpatterns,
    *groups.urlpatterns,
    *changes.urlpatterns,
    *spof.urlpatterns,
]
