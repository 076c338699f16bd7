"""Components of the status page in the administration: their names and assets; what they show comes from publishing."""

from django.contrib import admin

from statuspage.models import Component


@admin.register(Component)
class ComponentAdmin(admin.ModelAdmin[Component]):
    list_display = ("name", "position", "state", "changed_at")
    readonly_fields = ("public_id", "state", "line", "changed_at")
    filter_horizontal = ("assets",)
