"""Addresses of groups of customers and of assets."""

from django.urls import path

from catalog.views import groups, lists, parts, rows

urlpatterns = [
    path("groups/", lists.groups, name="groups"),
    path("groups/customers/<int:number>/", groups.customer_group, name="customer_group"),
    path("groups/assets/<int:number>/", groups.asset_group, name="asset_group"),
    *rows.addresses(rows.CUSTOMER_GROUP, "groups/customers/"),
    *parts.addresses(rows.CUSTOMER_GROUP, "groups/customers/"),
    *rows.addresses(rows.ASSET_GROUP, "groups/assets/"),
    *parts.addresses(rows.ASSET_GROUP, "groups/assets/"),
]
