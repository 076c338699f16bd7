"""The status page where a host's name leads, as a server of its own (`ROOT_URLCONF`) and as a part of Storm's.

Widgets made for Statuspage know no page but that of a host: whatever address they are given, they ask below its root.
"""

from django.urls import include, path

from statuspage.published.reader_api import NAMES
from statuspage.views.public import resource

urlpatterns = [
    path("status/", include("statuspage.public_urls")),
    *(path(f"api/v2/{name}.json", resource, {"name": name}) for name in NAMES),
]

handler404 = "statuspage.views.public.nothing"
