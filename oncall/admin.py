"""Schedules and groups in the administration; paths have their own pages, which keep every version."""

from django.contrib import admin

from oncall.models import (
    HuntGroup,
    HuntMember,
    Override,
    Schedule,
    ScheduleMember,
)


class ScheduleMemberInline(admin.TabularInline[ScheduleMember, Schedule]):
    model = ScheduleMember
    extra = 0


class OverrideInline(admin.TabularInline[Override, Schedule]):
    model = Override
    extra = 0


@admin.register(Schedule)
class ScheduleAdmin(admin.ModelAdmin[Schedule]):
    list_display = ("name", "zone", "period_days")
    inlines = [ScheduleMemberInline, OverrideInline]


class HuntMemberInline(admin.TabularInline[HuntMember, HuntGroup]):
    model = HuntMember
    extra = 0


@admin.register(HuntGroup)
class HuntGroupAdmin(admin.ModelAdmin[HuntGroup]):
    list_display = ("name", "policy", "ring_seconds", "max_passes")
    inlines = [HuntMemberInline]
