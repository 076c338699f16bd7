"""The addresses of this room, a module for each part of it."""

from catalog.urls import assets, customers, groups, partners

app_name = "catalog"
urlpatterns = [
    *customers.urlpatterns,
    *assets.urlpatterns,
    *partners.urlpatterns,
    *groups.urlpatterns,
]
