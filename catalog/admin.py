"""The catalog in the administration: everything that has no page of its own yet."""

from django.contrib import admin

from catalog.models import (
    Asset,
    AssetDependency,
    AssetGroup,
    Calendar,
    ContractTerm,
    Customer,
    CustomerAssetLink,
    CustomerContact,
    CustomerGroup,
    Partner,
    PartnerContact,
    RedundancyGroup,
    ServiceProvider,
)


class ContactInline(admin.TabularInline[CustomerContact, Customer]):
    model = CustomerContact
    extra = 0


class LinkInline(admin.TabularInline[CustomerAssetLink, Customer]):
    model = CustomerAssetLink
    extra = 0


class TermInline(admin.TabularInline[ContractTerm, Customer]):
    model = ContractTerm
    extra = 0


class PartnerContactInline(admin.TabularInline[PartnerContact, Partner]):
    model = PartnerContact
    extra = 0


class DependencyInline(admin.TabularInline[AssetDependency, Asset]):
    model = AssetDependency
    fk_name = "asset"
    extra = 0


class RedundancyInline(admin.TabularInline[RedundancyGroup, Asset]):
    model = RedundancyGroup
    extra = 0


@admin.register(Customer)
class CustomerAdmin(admin.ModelAdmin[Customer]):
    list_display = ("name", "tier", "status", "account_manager")
    list_filter = ("tier", "status")
    search_fields = ("name",)
    inlines = [ContactInline, LinkInline, TermInline]


@admin.register(Partner)
class PartnerAdmin(admin.ModelAdmin[Partner]):
    search_fields = ("name",)
    inlines = [PartnerContactInline]


@admin.register(Asset)
class AssetAdmin(admin.ModelAdmin[Asset]):
    list_display = ("name", "title", "kind", "criticality", "owner_team", "internal")
    list_filter = ("kind", "internal")
    search_fields = ("name", "title")
    inlines = [DependencyInline, RedundancyInline]


@admin.register(Calendar)
class CalendarAdmin(admin.ModelAdmin[Calendar]):
    list_display = ("name", "zone", "opens", "closes", "is_24x7")


admin.site.register([AssetGroup, CustomerGroup, ServiceProvider])
