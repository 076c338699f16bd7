"""The status page alone, for a server of its own: start one with `ROOT_URLCONF = "statuspage.public_root"`."""

from django.urls import include, path

urlpatterns = [path("status/", include("statuspage.public_urls"))]
