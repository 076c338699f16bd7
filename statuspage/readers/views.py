"""How a reader comes in by mail, and goes. No script, and no cookie but the one of the page that is opened.

The forms are not bound to a browser: asking only has a mail sent to whoever is invited, coming in needs the link of
that mail, and going needs the cookie, which no other site can send.
"""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import override

from accounts.access import public, signed
from statuspage.models import StatusPage
from statuspage.readers import admitting, signing_in
from statuspage.readers.closed import AddressForm, shown, spoken_by
from statuspage.subscribing import flooding
from statuspage.views.formal import form_for_all


@public
@form_for_all
def sign_in(request: HttpRequest, slug: str, language: str = "") -> HttpResponseBase:
    """Asked of anybody; the answer is the same whether there is such a page, and whether she is invited to it."""
    page, spoken = StatusPage.objects.filter(slug=slug).first(), language or spoken_by(request)
    if page is not None and page.is_public:
        return HttpResponseRedirect(admitting.below(request, slug))
    with override(spoken):
        form = AddressForm(request.POST if request.method == "POST" else None, label_suffix="")
        if request.method != "POST":
            return shown("readers/ask", request, slug, spoken, form=form)
        return _asked(request, slug, spoken, page, form)


def _asked(
    request: HttpRequest, slug: str, language: str, page: StatusPage | None, form: AddressForm
) -> HttpResponse:
    at, client = timezone.now(), get_adapter().get_client_ip(request)
    typed = request.POST.get("email", "")
    try:
        flooding.count_use(client=client, channel="sign-in", address=typed, at=at)
    except flooding.TooOften as refused:
        answer = shown(
            "readers/ask", request, slug, language, form=form, refused=refused.sentences, status=429
        )
        answer["Retry-After"] = "3600"
        return answer
    if not form.is_valid():
        return shown("readers/ask", request, slug, language, form=form, status=400)
    email = form.cleaned_data["email"]
    signing_in.ask_in(page=page, email=email, language=language, at=at)
    return shown("readers/asked", request, slug, language, email=email)


@signed
@form_for_all
def enter(request: HttpRequest, slug: str, token: str, language: str = "") -> HttpResponseBase:
    """Whoever has the link of the mail. Only the press of its button opens: programs open links, too."""
    page, spoken = StatusPage.objects.filter(slug=slug).first(), language or spoken_by(request)
    at = timezone.now()
    if page and _is_in(request, page, at):
        return HttpResponseRedirect(_home(request, page, spoken))  # pressed twice, or in already
    with override(spoken):
        form = AddressForm(label_suffix="")
        if request.method != "POST" and page and (waits := signing_in.waiting(page, token)):
            return shown("readers/enter", request, slug, spoken, email=waits.email)
        row = signing_in.enter(page=page, token=token, at=at) if page and request.method == "POST" else None
        if page is None or row is None:
            return shown("readers/stale", request, slug, spoken, form=form, status=404)
    held = f"{admitting.BY_MAIL}{row.pk}"
    return admitting.remembered(HttpResponseRedirect(_home(request, page, spoken)), request, page, held)


@signed
@form_for_all
def sign_out(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Whoever has the cookie of the page; asked with GET it only leads to the page."""
    page, answer = (
        StatusPage.objects.filter(slug=slug).first(),
        HttpResponseRedirect(admitting.below(request, slug)),
    )
    if page is None or request.method != "POST":
        return answer
    held = admitting.held_of(request, page)
    if held.startswith(admitting.BY_MAIL):
        signing_in.leave(page=page, number=held.removeprefix(admitting.BY_MAIL), at=timezone.now())
    return admitting.forgotten(answer, request, page)


def _is_in(request: HttpRequest, page: StatusPage, at: datetime) -> bool:
    opened = admitting.admit(request, page, at=at)
    return page.is_public or (isinstance(opened, admitting.Admitted) and bool(opened.reader))


def _home(request: HttpRequest, page: StatusPage, language: str) -> str:
    """The page in her language, where it speaks it."""
    root, spoken = admitting.below(request, page.slug), page.languages or ["en"]
    return f"{root}{language}/" if language in spoken and language != spoken[0] else root
