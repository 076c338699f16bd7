"""The notification plans in the administration; incidents themselves are only looked at there (`storm/admin.py`)."""

from django.contrib import admin

from incidents.models import NotificationPlan, PlanStep


class StepInline(admin.TabularInline[PlanStep, NotificationPlan]):
    model = PlanStep
    extra = 0


@admin.register(NotificationPlan)
class NotificationPlanAdmin(admin.ModelAdmin[NotificationPlan]):
    list_display = ("priority", "version", "active")
    inlines = [StepInline]
