"""Addresses of assets and of those who run them."""

from django.urls import path

from catalog.views import assets, bulk, lists, names, partners, parts, rows

AT = "assets/"
urlpatterns = [
    path(AT, lists.assets, name="assets"),
    path(f"{AT}<int:number>/", assets.asset, name="asset"),
    path(f"{AT}<int:number>/retire/", assets.retire, name="retire"),
    path(f"{AT}<int:number>/bring-back/", assets.bring_back, name="bring_back"),
    path(f"{AT}names/", names.asset_names, name="asset_names"),
    path(f"{AT}change/", bulk.change_assets, name="change_assets"),
    path(f"{AT}merge/", bulk.merge_assets, name="merge_assets"),
    *rows.addresses(rows.ASSET, AT),
    *parts.addresses(rows.ASSET, AT),
    path("providers/", lists.providers, name="providers"),
    path("providers/<int:number>/", partners.provider, name="provider"),
    *rows.addresses(rows.PROVIDER, "providers/"),
]
