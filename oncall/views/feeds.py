"""Calendars for other programs: each person makes and removes her addresses; a program reads by the address alone."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_in, signed, staff_only
from accounts.views import page_of
from oncall.calendars.files import tag_of
from oncall.models import Feed, Schedule
from oncall.operations import feeds as operations
from oncall.queries.feeds import calendar_of, feed_of
from oncall.shown.feeds import address_of, subscribing

TYPE = "text/calendar; charset=utf-8"


@signed
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever has the secret address, without signing in. A wrong one is answered like one that never was."""
    found = feed_of(token)
    if found is None:
        return HttpResponse("No calendar is here. Its address may have been renewed.", status=404)
    now = timezone.now()
    body = calendar_of(found, now)
    operations.mark_read(feed=found, at=now)
    answer = HttpResponse(body, content_type=TYPE)
    answer["ETag"] = tag_of(body)
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer


@staff_only
@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    """Any member of staff. The address stands in this one answer and nowhere else, so there is no redirect."""
    asked = request.POST.get("schedule", "")
    schedule_id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    if asked and schedule_id is None:
        raise Http404("This schedule is not there any more.")
    try:
        token = operations.make_feed(schedule_id=schedule_id, actor=actor_in(request), at=timezone.now())
    except Schedule.DoesNotExist as gone:
        raise Http404("This schedule is not there any more.") from gone
    address = address_of(token)
    return page_of(request, new_feed=address, subscribe_feed=subscribing(address))


@staff_only
@require_POST
def remove(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Any member of staff, for an address of one's own."""
    try:
        operations.remove_feed(feed_id=feed_id, actor=actor_in(request))
    except Feed.DoesNotExist as gone:
        raise Http404("This address is not there any more.") from gone
    messages.success(request, "Taken away. Programs that have this address read nothing any more.")
    return redirect("profile")
