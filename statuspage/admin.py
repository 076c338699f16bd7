"""Components of the status page in the administration: their names and assets; what they show comes from publishing."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from statuspage.models import Component
from statuspage.operations.republishing import republish


@admin.register(Component)
class ComponentAdmin(admin.ModelAdmin[Component]):
    list_display = ("name", "position", "state", "changed_at")
    readonly_fields = ("public_id", "state", "line", "changed_at")
    filter_horizontal = ("assets",)

    def save_model(self, request: HttpRequest, obj: Component, form: Any, change: bool) -> None:
        """What was published meanwhile stays: only what the form shows is written."""
        shown = [one.name for one in obj._meta.concrete_fields if one.name in form.fields]
        obj.save(update_fields=shown if change else None)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What was renamed or ordered anew is published at once: the public reads only copies."""
        super().save_related(request, form, formsets, change)
        republish(at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Component) -> None:
        """A component that is gone leaves the page."""
        super().delete_model(request, obj)
        republish(at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Component]) -> None:
        """The same for several."""
        super().delete_queryset(request, queryset)
        republish(at=timezone.now())
