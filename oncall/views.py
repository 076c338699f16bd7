"""Who is on call, the ladder of each path, who was paged for an incident, and the answer to a page."""

from django.http import HttpRequest, HttpResponse

from accounts.access import signed


@signed
def ack(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link."""
    return HttpResponse()
