"""The demo's phones and its mail, for anybody who is signed in. They exist only where demo mode is on."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import insiders_only
from demo import phones as network
from demo.mailbox import Mailbox

TEXT_LIMIT = 1600
CALL_ACTS = frozenset({"pick_up", "press", "hang_up", "dial", "speak"})
KEYS = frozenset("1234567890*#")
_View = Callable[..., HttpResponse]


def network_or_sorry(view: _View) -> _View:
    """A page that says so when the fake Twilio does not answer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except network.UnableToReachNetwork:
            typed = request.POST.get("body", "")
            return render(request, "demo/no_network.html", {"typed": typed}, status=503)

    return guarded


@insiders_only
@require_GET
@cache_control(private=True, no_cache=True)
@network_or_sorry
def phones(request: HttpRequest) -> HttpResponse:
    """Any signed-in user: every phone of the cast."""
    tag = f'"phones-{network.revision()}"'
    if _knows(request, tag):
        return HttpResponseNotModified()
    every = network.phones()
    rung = sorted((phone for phone in every if phone.first_at), key=lambda phone: str(phone.first_at))
    silent = [phone for phone in every if not phone.first_at]
    return _tagged(render(request, "demo/phones.html", {"phones": rung, "silent": silent}), tag)


@insiders_only
@require_http_methods(["GET", "POST"])
@cache_control(private=True, no_cache=True)
@network_or_sorry
def phone(request: HttpRequest, digits: str) -> HttpResponse:
    """Any signed-in user: one phone, and the answer written on it."""
    number = f"+{digits}"
    if request.method == "POST":
        _reply(request, number)
        return redirect("demo:phones") if "grid" in request.POST else redirect("demo:phone", digits)
    tag = f'"phone-{digits}-{network.revision()}"'
    if _knows(request, tag):
        return HttpResponseNotModified()
    return _tagged(render(request, "demo/phone.html", {"phone": network.phone(number)}), tag)


@insiders_only
@require_POST
@network_or_sorry
def call(request: HttpRequest, digits: str) -> HttpResponse:
    """Any signed-in user: pick up, press a key, hang up, call the incident number, leave a message."""
    what, key = request.POST.get("act", ""), request.POST.get("key", "")
    if what not in CALL_ACTS or (what == "press" and key not in KEYS):
        return HttpResponse("No such act.", status=400, content_type="text/plain")
    try:
        network.act(f"+{digits}", what, key)
    except network.NoSuchCall:
        messages.error(request, "That call is over.")
    return redirect("demo:phones") if "grid" in request.POST else redirect("demo:phone", digits)


@insiders_only
@require_GET
@cache_control(private=True, no_cache=True)
def mail(request: HttpRequest) -> HttpResponse:
    """Any signed-in user: all letters, the newest first."""
    letters = _mailbox().letters()
    tag = f'"mail-{len(letters)}"'
    if _knows(request, tag):
        return HttpResponseNotModified()
    return _tagged(
        render(request, "demo/mail.html", {"letters": letters[:-101:-1], "count": len(letters)}), tag
    )


@insiders_only
@require_GET
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Any signed-in user: one letter."""
    opened = _mailbox().open(number)
    if opened is None:
        raise Http404("There is no such letter.")
    return render(request, "demo/letter.html", {"opened": opened, "letter": opened.letter})


def _reply(request: HttpRequest, number: str) -> None:
    body = request.POST.get("body", "").strip()[:TEXT_LIMIT]
    if not body:
        messages.error(request, "Write something first; nothing was sent.")
        return
    status = network.reply(number, body)
    if status != 200:
        messages.error(request, f"The message was sent, but the product answered {status or 'nothing'}.")


def _knows(request: HttpRequest, tag: str) -> bool:
    """Only polling is answered 304: a page that is opened also brings the bar and its messages up to date."""
    return "HX-Request" in request.headers and request.headers.get("If-None-Match") == tag


def _tagged(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    return response


def _mailbox() -> Mailbox:
    return Mailbox(settings.STORM_VAR / "mail")
