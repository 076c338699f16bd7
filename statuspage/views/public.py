"""What readers see of a page: the same views for the default page and for every other. All come from its document."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from statuspage.published import feed as feeds
from statuspage.published import looking, planned, presenting, publications, reader_api
from statuspage.published import maintenance_calendar as planner
from statuspage.published.addressing import Root
from statuspage.published.addressing import addresses as addresses_below
from statuspage.published.languages import about, default_language
from statuspage.published.presenting import Addresses
from statuspage.views.reading import Reading, rendered, served_to_anybody, served_to_readers


def addresses() -> Addresses:
    """Where the default page is in the URLconf that answers."""
    return addresses_below(Root(reverse("status:page"), ""), publications.NOTHING)


def nothing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for addresses of a status page that lead nowhere."""
    read = Reading(publications.published(), Root(reverse("status:page"), settings.STATUS_URL), "")
    with override(default_language(read.document)):
        return rendered("missing", presenting.frame(read.document, read.where()), status=404)


def _front(request: HttpRequest, read: Reading) -> HttpResponse:
    """The page itself."""
    return rendered("page", planned.front(read.document, read.where(), now=timezone.now()))


def _history(request: HttpRequest, read: Reading) -> HttpResponse:
    """What was before."""
    return rendered("history", presenting.history(read.document, read.where("history/")))


def _incident(request: HttpRequest, read: Reading, public_id: str) -> HttpResponse:
    """One incident as it was told."""
    page = presenting.one_story(read.document, public_id, read.where(f"incidents/{public_id}/"))
    if page is None:
        return rendered("missing", presenting.frame(read.document, read.where()), status=404)
    return rendered("story", page)


def _maintenance(request: HttpRequest, read: Reading, public_id: str) -> HttpResponse:
    """One piece of planned work."""
    page = planned.one_piece(read.document, public_id, read.where(f"maintenance/{public_id}/"))
    if page is None:
        return rendered("missing", presenting.frame(read.document, read.where()), status=404)
    return rendered("maintenance", page)


def _calendar(request: HttpRequest, read: Reading) -> HttpResponse:
    """Planned work for calendars."""
    return HttpResponse(planner.calendar(read.document, read.root.whole), content_type=planner.KIND)


def _feed(request: HttpRequest, read: Reading, name: str) -> HttpResponse:
    """Every incident with its updates, as Atom or RSS."""
    content = feeds.feed(name, read.document, read.root.whole)
    return HttpResponse(content, content_type=feeds.content_type(name))


def _resource(request: HttpRequest, read: Reading, name: str) -> HttpResponse:
    """One answer of the API for readers; pages of any other site may ask."""
    found = reader_api.answer(name, read.document, read.root.whole)
    content, code = (found, 200) if found else ({"error": "Nothing is published yet."}, 404)
    return JsonResponse(content, status=code, headers={"Access-Control-Allow-Origin": "*"})


def _look(request: HttpRequest, read: Reading, name: str) -> HttpResponse:
    """The accent colour as a style sheet, or the logo; each is named after what it holds."""
    page = about(read.document)
    if page["accent"] and name == f"accent-{page['accent'][1:]}.css":
        return HttpResponse(looking.sheet(page["accent"]), content_type="text/css; charset=utf-8")
    if page["logo"] and name == f"logo-{page['logo']}.png" and (logo := publications.logo_of(page["slug"])):
        return HttpResponse(logo, content_type="image/png")
    return rendered("missing", presenting.frame(read.document, read.where()), status=404)


front, front_of = served_to_anybody(_front), served_to_readers(_front)
history, history_of = served_to_anybody(_history), served_to_readers(_history)
incident, incident_of = served_to_anybody(_incident), served_to_readers(_incident)
maintenance, maintenance_of = served_to_anybody(_maintenance), served_to_readers(_maintenance)
calendar, calendar_of = served_to_anybody(_calendar), served_to_readers(_calendar)
feed, feed_of = served_to_anybody(_feed), served_to_readers(_feed)
resource, resource_of = served_to_anybody(_resource), served_to_readers(_resource)
look, look_of = served_to_anybody(_look), served_to_readers(_look)
