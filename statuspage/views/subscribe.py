"""What anybody may do to be told, and a subscriber to be told of other things or no more. No cookie, no script.

The form is not bound to a browser: whoever sends it only has a question sent, once a day.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.access import public, signed
from accounts.refusals import Unable
from notifications.channels.webhook import secret_of
from statuspage import queries
from statuspage.models import Subscriber
from statuspage.published import presenting
from statuspage.subscribing import asking, flooding, links
from statuspage.subscribing.forms import CodeForm, SubscribeForm, WishForm, wishes_of
from statuspage.views.formal import form_for_all
from statuspage.views.public import addresses


def _page(template: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    ways = {"form_url": reverse("status:subscribe"), "code_url": reverse("status:code")}
    page = {**presenting.frame(queries.published(), addresses()), **ways, **shown}
    answer = HttpResponse(
        render_to_string(f"statuspage/subscribe/{template}.html", {"page": page}), status=status
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer


@public
@form_for_all
def subscribe(request: HttpRequest) -> HttpResponse:
    """Asked of anybody; the answer is the same whether an address is known or not."""
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page("ask", form=form)
    said, at = request.POST, timezone.now()
    client = get_adapter().get_client_ip(request)
    try:
        flooding.count_use(
            client=client, channel=said.get("channel", ""), address=said.get("address", ""), at=at
        )
    except flooding.TooOften as refused:
        return _too_often(form, refused)
    if not form.is_valid():
        return _page("ask", form=form, status=400)
    wish = form.wish()
    asking.ask(wish, at=at)
    return _page("asked", wish=wish, code=CodeForm(initial={"number": wish.address}))


def _too_often(form: SubscribeForm, refused: Unable) -> HttpResponse:
    form.errors.clear()
    answer = _page("ask", form=form, refused=refused.sentences, status=refused.status)
    answer["Retry-After"] = "3600"
    return answer


@public
@form_for_all
def code(request: HttpRequest) -> HttpResponse:
    """Anybody with a phone that was sent one."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page("code", form=form, status=400 if request.method == "POST" else 200)
    at, given = timezone.now(), form.cleaned_data
    client = get_adapter().get_client_ip(request)
    try:
        flooding.count_use(client=client, channel="code", address=given["number"], at=at)
        row = asking.confirm_by_code(number=given["number"], digits=given["code"], at=at)
    except Unable as refused:
        return _page("code", form=form, refused=refused.sentences, status=refused.status)
    return redirect(f"{links.managing(row.token)}?told=confirmed")


@signed
@form_for_all
def confirm(request: HttpRequest, signed_token: str) -> HttpResponseBase:
    """Whoever has the link of the mail. Only the press of its button confirms: programs open links, too."""
    token = links.token_in(signed_token)
    row = Subscriber.objects.filter(token=token).first() if token else None
    if row is None:
        return _page("stale", status=404)
    if request.method != "POST":
        return _page("confirm", row=row)
    asking.confirm(token=row.token, at=timezone.now())
    return redirect(f"{links.managing(row.token)}?told=confirmed")


@signed
@form_for_all
def manage(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever has the link of any mail of ours."""
    row = _having(token)
    form = WishForm(request.POST if "change" in request.POST else None, initial=wishes_of(row))
    if request.method != "POST":
        return _page("manage", **_of(row), form=form, told=request.GET.get("told", ""))
    if "again" in request.POST:
        asking.confirm(token=token, at=timezone.now())
        return redirect(f"{links.managing(token)}?told=confirmed")
    if not form.is_valid():
        return _page("manage", **_of(row), form=form, status=400)
    asking.change(token=token, **form.wishes())
    return redirect(f"{links.managing(token)}?told=changed")


@signed
@form_for_all
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link, and the mail program that posts to it at its reader's press (RFC 8058)."""
    row = _having(token)
    if request.method == "POST":
        row = asking.unsubscribe(token=token, at=timezone.now())
    return _page("unsubscribe", **_of(row))


def _of(row: Subscriber) -> dict[str, Any]:
    """What a page about one subscriber shows; the secret only where messages are signed with it."""
    is_hook = row.channel == Subscriber.Channel.WEBHOOK
    return {
        "row": row,
        "manage_url": reverse("status:manage", args=[row.token]),
        "unsubscribe_url": reverse("status:unsubscribe", args=[row.token]),
        "secret": secret_of(row.address, settings.SECRET_KEY) if is_hook else "",
    }


def _having(token: str) -> Subscriber:
    found = Subscriber.objects.filter(token=token).first()
    if found is None:
        raise Http404("Nobody is subscribed by this address.")
    return found
