"""Sources and rules in the administration: what people agreed on is edited here. Tokens are made by `make_source`."""

from django.contrib import admin
from django.http import HttpRequest

from alerts.models import AlertRule, Source


class RuleInline(admin.TabularInline[AlertRule, Source]):
    model = AlertRule
    extra = 0


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin[Source]):
    list_display = ("name", "kind", "token_hint", "active")
    exclude = ("token_hash", "unreadable_told_at")
    readonly_fields = ("token_hint",)
    inlines = [RuleInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A source without a token could never send: it is made by the command that shows its token."""
        return False
