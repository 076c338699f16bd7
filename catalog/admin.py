"""Customers, assets and the mapping between them in the administration."""

from django.contrib import admin

from catalog.models import Asset, Calendar, Customer, CustomerAssetLink, CustomerContact


class ContactInline(admin.TabularInline[CustomerContact, Customer]):
    model = CustomerContact
    extra = 0


class LinkInline(admin.TabularInline[CustomerAssetLink, Customer]):
    model = CustomerAssetLink
    extra = 0


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin[Customer]):
    list_display = ("name", "tier", "status", "account_manager")
    list_filter = ("tier", "status")
    search_fields = ("name",)
    inlines = [ContactInline, LinkInline]


@admin.register(Asset)
class AssetAdmin(admin.ModelAdmin[Asset]):
    list_display = ("name", "title", "kind", "criticality", "owner_team", "internal")
    list_filter = ("kind", "internal")
    search_fields = ("name", "title")


@admin.register(Calendar)
class CalendarAdmin(admin.ModelAdmin[Calendar]):
    list_display = ("name", "zone", "opens", "closes", "is_24x7")
