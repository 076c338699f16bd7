"""Leads a request for a page's own domain to that page: there the page begins at `/`, and nothing else is."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from statuspage.models import StatusPage

URLS = "statuspage.domain_urls"


class OwnDomains:
    """Asks the database only for hosts that are neither our own nor a bare name or number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.ours = {urlsplit(url).hostname for url in (settings.PUBLIC_URL, settings.STATUS_URL)}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = request.get_host().rpartition(":")[0] or request.get_host()
        if host not in self.ours and "." in host and not host.rpartition(".")[2].isdigit():
            slug = StatusPage.objects.filter(domain=host).values_list("slug", flat=True).first()
            if slug:
                request.urlconf = URLS
                request.status_page = slug  # type: ignore[attr-defined]
        return self.get_response(request)
