"""Schedules and groups in the administration; paths have their own pages, which keep every version."""

from django.contrib import admin

from oncall.models import (
    HuntGroup,
    HuntMember,
)


class HuntMemberInline(admin.TabularInline[HuntMember, HuntGroup]):
    model = HuntMember
    extra = 0


@admin.register(HuntGroup)
class HuntGroupAdmin(admin.ModelAdmin[HuntGroup]):
    list_display = ("name", "policy", "ring_seconds", "max_passes")
    inlines = [HuntMemberInline]
