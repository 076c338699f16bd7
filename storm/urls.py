"""Every address of the product, room by room."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("incidents.urls")),
    path("", include("catalog.urls")),
    path("", include("catalog.doors")),
    path("", include("alerts.urls")),
    path("", include("notifications.urls")),
    path("oncall/", include("oncall.urls")),
    path("kb/", include("kb.urls")),
    path("", include("statuspage.public_root")),
    path("statuspage/", include("statuspage.urls")),
    path("support/", include("statuspage.seat.urls")),
    path("api/v1/", include("storm.api")),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
if settings.STORM_DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))

handler404 = "storm.outage.not_found"
handler500 = "storm.outage.server_error"
