"""The administration at `/admin/`: for superusers alone, who sign in where everybody does."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.shortcuts import redirect, render

from accounts.access import View


class Administration(AdminSite):
    """Django's admin site with one condition at the door."""

    site_header = site_title = "Storm administration"
    index_title = "Accounts and settings"

    def has_permission(self, request: HttpRequest) -> bool:
        """Superusers, whatever roles they hold."""
        return bool(request.user.is_active and request.user.is_superuser)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page of the administration asks at the one door."""
        inside: View = super().admin_view(view, cacheable)

        @wraps(inside)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return inside(request, *args, **kwargs) if self.has_permission(request) else self.login(request)

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Strangers sign in at the usual door; who is signed in and no superuser is refused."""
        if self.has_permission(request):
            return redirect("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return HttpResponseForbidden(render(request, "403.html").content)
