"""The administration at `/admin/`: for superusers alone, who sign in where everybody does."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.urls import reverse


class Administration(AdminSite):
    """Django's admin site with one condition at the door."""

    site_header = site_title = "Storm administration"
    index_title = "Accounts and settings"

    def has_permission(self, request: HttpRequest) -> bool:
        """Superusers, whatever roles they hold."""
        return bool(request.user.is_active and request.user.is_superuser)  # type: ignore[union-attr]  # strangers are neither

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Strangers sign in at the usual door; who is signed in and no superuser is refused."""
        target = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(target)
        return HttpResponseForbidden(render(request, "403.html").content)
