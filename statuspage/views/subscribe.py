"""What anybody may do to be told, and a subscriber to be told of other things or no more. No cookie, no script.

The form is not bound to a browser: whoever sends it only has a question sent, once a day.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access import public, signed
from accounts.refusals import Unable
from notifications.channels.webhook import secret_of
from statuspage.models import StatusPage, Subscriber
from statuspage.readers.admitting import Admitted, admit, below
from statuspage.readers.closed import closed, spoken_by
from statuspage.subscribing import asking, flooding, forefront, links
from statuspage.subscribing.asking import Wish
from statuspage.subscribing.forefront import Front, shown
from statuspage.subscribing.forms import CodeForm, SubscribeForm, WishForm, wishes_of
from statuspage.views.formal import form_for_all


@public
@form_for_all
def subscribe(request: HttpRequest, language: str = "") -> HttpResponse:
    """Asked of anybody; the answer is the same whether an address is known or not."""
    front = forefront.of_default(language)
    with override(front.language):
        return _asked(request, front)


@signed
@form_for_all
def subscribe_of(request: HttpRequest, slug: str, language: str = "") -> HttpResponseBase:
    """The same for any page, of those who may read it; of a private one, of those who signed in by mail."""
    page, at = StatusPage.objects.filter(slug=slug).first(), timezone.now()
    opened = admit(request, page, at=at) if page else None
    if page is None or opened is None:
        return closed(request, slug, language)
    if not isinstance(opened, Admitted):
        return opened
    if not page.is_public and not opened.reader:
        return redirect(f"{below(request, slug)}sign-in/")
    front = forefront.of_page(request, page, language, opened.reader, at=at)
    with override(front.language):
        return _asked(request, front)


def _asked(request: HttpRequest, front: Front) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    begins = {"language": front.language}
    form = SubscribeForm(given, components=front.components, reader=front.reader, initial=begins)
    others = forefront.in_each_language(front)
    if given is None:
        return shown("ask", front, form=form, others=others)
    try:
        _count(request, given.get("channel", ""), given.get("address", ""), given.get("contact", ""))
    except flooding.TooOften as refused:
        return _too_often(front, form, refused)
    if not form.is_valid():
        return shown("ask", front, form=form, others=others, status=400)
    wish = Wish(**form.wish(), page=front.side.page, reader=front.reader)
    asking.ask(wish, at=timezone.now())
    return shown("asked", front, wish=wish, code=CodeForm(initial={"number": wish.address}))


def _count(request: HttpRequest, channel: str, address: str, contact: str = "") -> None:
    client = get_adapter().get_client_ip(request)
    flooding.count_use(client=client, channel=channel, address=address, contact=contact, at=timezone.now())


def _too_often(front: Front, form: SubscribeForm, refused: Unable) -> HttpResponse:
    form.errors.clear()
    answer = shown("ask", front, form=form, refused=refused.sentences, status=refused.status)
    answer["Retry-After"] = "3600"
    return answer


@public
@form_for_all
def code(request: HttpRequest, language: str = "") -> HttpResponse:
    """Anybody with a phone that was sent one."""
    front = forefront.of_default(language)
    with override(front.language):
        form = CodeForm(request.POST if request.method == "POST" else None)
        if request.method != "POST" or not form.is_valid():
            return shown("code", front, form=form, status=400 if request.method == "POST" else 200)
        given = form.cleaned_data
        try:
            _count(request, "code", given["number"])
            row = asking.confirm_by_code(number=given["number"], digits=given["code"], at=timezone.now())
        except Unable as refused:
            return shown("code", front, form=form, refused=refused.sentences, status=refused.status)
    return redirect(f"{links.managing(row.token)}?told=confirmed")


@signed
@form_for_all
def confirm(request: HttpRequest, signed_token: str) -> HttpResponseBase:
    """Whoever has the link of the mail. Only the press of its button confirms: programs open links, too."""
    token = links.token_in(signed_token)
    row = Subscriber.objects.select_related("page").filter(token=token).first() if token else None
    if row is None:
        with override(spoken_by(request)):
            return shown("stale", forefront.of_default(spoken_by(request)), status=404)
    if request.method != "POST":
        return _about("confirm", row)
    asking.confirm(token=row.token, at=timezone.now())
    return redirect(f"{links.managing(row.token)}?told=confirmed")


@signed
@form_for_all
def manage(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever has the link of any mail of ours."""
    row = _having(token)
    if request.method != "POST":
        return _about("manage", row, told=request.GET.get("told", ""))
    if "again" in request.POST:
        asking.confirm(token=token, at=timezone.now())
        return redirect(f"{links.managing(token)}?told=confirmed")
    front = forefront.of_subscriber(row, at=timezone.now())
    with override(row.language):
        form = WishForm(request.POST, components=front.components)
        if not form.is_valid():
            return _about("manage", row, form=form, status=400)
    asking.change(token=token, **form.wishes())
    return redirect(f"{links.managing(token)}?told=changed")


@signed
@form_for_all
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link, and the mail program that posts to it at its reader's press (RFC 8058)."""
    row = _having(token)
    if request.method == "POST":
        asking.unsubscribe(token=token, at=timezone.now())
        row = _having(token)
    return _about("unsubscribe", row)


def _about(
    template: str, row: Subscriber, *, form: WishForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """A page about one subscriber, in her language; the secret only where messages are signed with it."""
    front = forefront.of_subscriber(row, at=timezone.now())
    is_hook = row.channel == Subscriber.Channel.WEBHOOK
    with override(row.language):
        about = {
            "row": row,
            "way": _("{way} to {address}").format(way=_(row.get_channel_display()), address=row.address),
            "is_open": front.is_open,
            "form": form or WishForm(components=front.components, initial=wishes_of(row)),
            "manage_url": reverse("status:manage", args=[row.token]),
            "unsubscribe_url": reverse("status:unsubscribe", args=[row.token]),
            "secret": secret_of(row.address, settings.SECRET_KEY) if is_hook else "",
        }
        return shown(template, front, status=status, **about, **more)


def _having(token: str) -> Subscriber:
    found = Subscriber.objects.select_related("page").filter(token=token).first()
    if found is None:
        raise Http404("Nobody is subscribed by this address.")
    return found
