"""Who is told together and where, in the administration; messages are only looked at there (`storm/admin.py`)."""

from django.contrib import admin

from notifications.models import DistributionList, Place


@admin.register(DistributionList)
class DistributionListAdmin(admin.ModelAdmin[DistributionList]):
    filter_horizontal = ("members",)


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin[Place]):
    list_display = ("name", "kind", "language")
