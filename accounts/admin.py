"""People and the company in the administration. Passwords are hashed; a token is made by its owner and revoked here."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm, MultipleChoiceField
from django.forms.widgets import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import ApiToken, CompanySettings, ContactMethod, Team, User
from accounts.roles import Role

admin.site.unregister(Group)  # roles are on the user; a group grants nothing


class _WithRoles(ModelForm):  # type: ignore[type-arg]
    roles = MultipleChoiceField(choices=Role.choices, widget=CheckboxSelectMultiple, required=False)


class NewUser(_WithRoles, AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "name", "email", "roles")


class ChangedUser(_WithRoles, UserChangeForm):  # type: ignore[type-arg]
    pass


class ContactMethodInline(admin.TabularInline[ContactMethod, User]):
    model = ContactMethod
    extra = 0


@admin.register(User)
class StaffAdmin(UserAdmin[User]):
    """Members of staff, their roles and how to reach them."""

    form = ChangedUser
    add_form = NewUser
    list_display = ("username", "name", "email", "roles", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("username", "name", "email")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "email", "language", "zone", "roles")}),
        ("Account", {"fields": ("is_active", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "name", "email", "roles", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")
    inlines = [ContactMethodInline]

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever has acted stays known; an account is switched off."""
        return False

    def get_inline_instances(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """A new user has no contact methods yet."""
        return super().get_inline_instances(request, obj) if obj else []


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin[Team]):
    filter_horizontal = ("members",)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    """Everybody's tokens; the token itself is nowhere."""

    list_display = ("name", "user", "hint", "created_at", "last_used_at", "expires_at", "revoked_at")
    exclude = ("hash",)
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return obj is None  # the list with its action, no form

    def has_view_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return True

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    @admin.action(description="Revoke the chosen tokens")
    def revoke(self, request: HttpRequest, chosen: "QuerySet[ApiToken]") -> None:
        """From now on they open nothing."""
        count = chosen.filter(revoked_at=None).update(revoked_at=timezone.now())
        messages.info(request, f"{count} revoked.")


@admin.register(CompanySettings)
class CompanySettingsAdmin(admin.ModelAdmin[CompanySettings]):
    """One row; `demo` is set by the command that loads the demo."""

    readonly_fields = ("demo",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not CompanySettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: CompanySettings | None = None) -> bool:
        return False
