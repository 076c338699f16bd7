"""Who is told together, in the administration; messages are only looked at there (`storm/admin.py`)."""

from django.contrib import admin

from notifications.models import DistributionList


@admin.register(DistributionList)
class DistributionListAdmin(admin.ModelAdmin[DistributionList]):
    filter_horizontal = ("members",)
